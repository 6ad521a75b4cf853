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
        explained("what it means: ", means),
        explained("what to do: ", advice),
    ];
    lines.into_iter().flatten().collect()
}

fn labelled(label: &'static str, text: &str) -> Option<Sentence> {
    (!text.is_empty()).then(|| Sentence::new(label).message(text))
}

/// The same for what this program says, in which what stands between backticks is to be taken literally.
/// It may quote what somebody else said, so both kinds of text are still escaped.
fn explained(label: &'static str, text: &str) -> Option<Sentence> {
    if !text.matches('`').count().is_multiple_of(2) {
        return labelled(label, text);
    }
    let pieces = text.split('`').enumerate();
    let sentence = pieces.fold(Sentence::new(label), |sentence, (place, piece)| match place % 2 {
        _ if piece.is_empty() => sentence,
        0 => sentence.message(piece),
        _ => sentence.literal(piece),
    });
    (!text.is_empty()).then_some(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_pasted_is_code() {
        let told = |advice: &str| {
            let problem = Problem {
                doing: String::new(),
                said: "`<b>`".to_owned(),
                means: String::new(),
                advice: advice.to_owned(),
            };
            details(&problem).iter().map(Sentence::markdown).collect::<Vec<_>>().join("\n")
        };
        assert!(told("add `a: { b: c }`, <b>").ends_with("add `a: { b: c }`, &#60;b&#62;"));
        // Nobody's backtick opens what it does not close.
        assert!(!told("a ` b").contains('`'), "{}", told("a ` b"));
        assert!(told("`x|y`").contains("<code>x&#124;y</code>"));
    }

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
