//! What went wrong, line by line.

use super::sentence::Sentence;
use crate::events::Problem;

/// What was being done, what came instead, what that means and what to do, without what says nothing.
pub(crate) fn problem(problem: &Problem) -> Vec<Sentence> {
    let doing = labelled("could not ", &problem.doing);
    doing.into_iter().chain(details(problem)).collect()
}

/// The same without what was being done.
pub(crate) fn details(problem: &Problem) -> Vec<Sentence> {
    let Problem { doing: _, said, means, advice } = problem;
    let lines = [
        labelled("what came: ", said),
        labelled("what it means: ", means),
        labelled("what to do: ", advice),
    ];
    lines.into_iter().flatten().collect()
}

fn labelled(label: &'static str, text: &str) -> Option<Sentence> {
    (!text.is_empty()).then(|| Sentence::new(label).message(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_left_out() {
        let told = Problem {
            doing: "a".to_owned(),
            said: "b".to_owned(),
            means: "c".to_owned(),
            advice: String::new(),
        };
        let plain = |lines: Vec<Sentence>| lines.iter().map(Sentence::plain).collect::<Vec<_>>();
        assert_eq!(plain(problem(&told)), ["could not a", "what came: b", "what it means: c"]);
        assert_eq!(plain(details(&told)), ["what came: b", "what it means: c"]);
    }
}
