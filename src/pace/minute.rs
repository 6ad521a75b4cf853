//! What was asked in the last minute: points and response times.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

/// How long a request counts after its answer. GitHub counts it at some time between the two, so that
/// no minute of GitHub's can hold more than one of these.
const WINDOW: SignedDuration = SignedDuration::from_secs(60);

/// The longest response time that counts. GitHub cuts a request off after ten seconds; whatever takes
/// longer is lost on the way and costs GitHub nothing more.
pub(super) const LONGEST: SignedDuration = SignedDuration::from_secs(10);

/// Requests that were answered in the last minute.
#[derive(Debug, Default)]
pub(super) struct Minute {
    past: VecDeque<Spent>,
    points: u64,
    time: SignedDuration,
}

#[derive(Clone, Copy, Debug)]
struct Spent {
    at: Timestamp,
    points: u64,
    time: SignedDuration,
}

/// Whether something has room in the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    /// Now.
    Now,
    /// From this time on, as far as it depends on what was answered.
    At(Timestamp),
    /// Not before something that is in flight has been answered.
    AfterAnAnswer,
}

impl Minute {
    /// Notes a request that was answered now.
    pub(super) fn spend(&mut self, points: u64, time: SignedDuration, now: Timestamp) {
        self.roll(now);
        let time = time.clamp(SignedDuration::ZERO, LONGEST);
        self.past.push_back(Spent { at: now, points, time });
        self.points += points;
        self.time += time;
    }

    /// Forgets what is over. A clock that was put back must not make anything last longer.
    pub(super) fn roll(&mut self, now: Timestamp) {
        for spent in self.past.iter_mut().rev().take_while(|spent| spent.at > now) {
            spent.at = now;
        }
        while let Some(spent) = self.past.front().filter(|spent| is_over(spent.at, now)) {
            self.points -= spent.points;
            self.time -= spent.time;
            self.past.pop_front();
        }
    }

    /// When no more than this of points and time is used by what was answered; `None` for less than
    /// nothing, which never comes.
    pub(super) fn room_for(&self, points: Option<u64>, time: SignedDuration) -> Room {
        let Some(points) = points else { return Room::AfterAnAnswer };
        if time.is_negative() {
            return Room::AfterAnAnswer;
        }
        let (mut points_left, mut time_left) = (self.points, self.time);
        let mut room = Room::Now;
        for spent in &self.past {
            if points_left <= points && time_left <= time {
                break;
            }
            points_left -= spent.points;
            time_left -= spent.time;
            room = Room::At(spent.at.saturating_add(WINDOW).unwrap_or(Timestamp::MAX));
        }
        room
    }

    /// Points of a request in the last minute, rounded up; as of a change where there was none.
    pub(super) fn points_each(&self) -> u64 {
        self.points
            .checked_div(self.past.len() as u64)
            .map_or(super::Kind::Change.points(), |each| {
                each + u64::from(!self.points.is_multiple_of(self.past.len() as u64))
            })
    }
}

fn is_over(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) >= WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + milliseconds).expect("a time")
    }

    const NO_TIME: SignedDuration = SignedDuration::ZERO;

    #[test]
    fn room_comes_when_enough_has_slid_out() {
        let mut minute = Minute::default();
        for (points, time) in [(5, 0), (1, 100), (5, 200)] {
            minute.spend(points, NO_TIME, at(time));
        }
        assert_eq!(minute.room_for(Some(11), NO_TIME), Room::Now);
        assert_eq!(minute.room_for(Some(10), NO_TIME), Room::At(at(60_000)));
        assert_eq!(minute.room_for(Some(5), NO_TIME), Room::At(at(60_100)));
        assert_eq!(minute.room_for(Some(0), NO_TIME), Room::At(at(60_200)));
        assert_eq!(minute.room_for(None, NO_TIME), Room::AfterAnAnswer);
        minute.roll(at(60_099));
        assert_eq!((minute.points, minute.past.len()), (6, 2));
    }

    #[test]
    fn response_times_count_up_to_where_github_cuts_off() {
        let mut minute = Minute::default();
        minute.spend(1, SignedDuration::from_secs(30), at(0));
        assert_eq!(minute.time, LONGEST);
        assert_eq!(minute.room_for(Some(9), SignedDuration::from_secs(9)), Room::At(at(60_000)));
        let less_than_none = SignedDuration::from_secs(-1);
        assert_eq!(minute.room_for(Some(9), less_than_none), Room::AfterAnAnswer);
    }

    #[test]
    fn a_clock_that_is_put_back_does_not_hold_the_minute_up() {
        let mut minute = Minute::default();
        minute.spend(5, NO_TIME, at(3_600_000));
        minute.roll(at(0));
        assert_eq!(minute.room_for(Some(0), NO_TIME), Room::At(at(60_000)));
    }
}
