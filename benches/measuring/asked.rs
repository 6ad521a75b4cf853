//! What the command line asks for.

/// How often each figure is taken unless told otherwise: its median is told.
const RUNS: usize = 11;

/// What the command line asks for.
#[derive(Debug)]
pub(crate) struct Asked {
    /// How often each figure is taken.
    pub(crate) runs: usize,
    words: Vec<String>,
}

impl Asked {
    pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self { runs: RUNS, words: Vec::new() };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                // Cargo says so to every benchmark.
                "--bench" => {}
                "--runs" => {
                    let runs = arguments.next().and_then(|runs| runs.parse().ok());
                    asked.runs = runs.filter(|runs| *runs > 0).ok_or("--runs takes a number")?;
                }
                word if word.starts_with('-') => return Err(format!("unknown option {word}")),
                word => asked.words.push(word.to_owned()),
            }
        }
        Ok(asked)
    }

    /// Whether a benchmark of this name is asked for.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word))
    }
}
