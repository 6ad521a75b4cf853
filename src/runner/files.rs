//! The files by which a step hands outputs and a job summary to the runner.
//!
//! Source of the format and of the limit: `FileCommandManager.cs` of actions/runner.

use std::error::Error;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// Larger than this, counted in bytes of the file, the runner drops a job summary whole.
const SUMMARY_LIMIT: usize = 1024 * 1024;

/// The file that `GITHUB_OUTPUT` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile(PathBuf);

/// The file that `GITHUB_STEP_SUMMARY` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryFile(PathBuf);

/// How much of a summary found room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// All of it.
    Whole,
    /// Its first blocks, and a pointer to where the rest is.
    Shortened,
    /// Nothing: what others wrote to the file leaves no room, not even for the pointer.
    Nothing,
}

/// Why a file for the runner could not be written.
#[derive(Debug)]
pub enum FileError {
    /// The file could not be opened, read or appended to.
    File {
        /// The environment variable that names it.
        variable: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The name of an output would be read as something else.
    Name(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { variable, path, source: _ } => {
                write!(
                    f,
                    "cannot append to {}, the file that {variable} names; the runner expects this \
                     process to run as a user who may (a container action as root)",
                    path.display()
                )
            }
            Self::Name(name) => write!(
                f,
                "`{}` cannot be the name of an output: it must be one line, not empty, \
                 without `=` and `<<`",
                name.escape_default()
            ),
        }
    }
}

impl Error for FileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            Self::Name(_) => None,
        }
    }
}

impl OutputFile {
    const VARIABLE: &str = "GITHUB_OUTPUT";

    /// The file at this path; it is made where it is missing.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Appends outputs, names with values, in one go. A value may hold anything, line breaks too.
    ///
    /// # Errors
    /// When a name is none, or the file can't be written; then the file is named.
    pub fn append<'a>(
        &self,
        outputs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<(), FileError> {
        let mut text = String::new();
        for (name, value) in outputs {
            if name.is_empty() || name.contains(['=', '\r', '\n']) || name.contains("<<") {
                return Err(FileError::Name(name.to_owned()));
            }
            let delimiter = delimiter(value);
            for part in [name, "<<", &delimiter, "\n", value, "\n", &delimiter, "\n"] {
                text.push_str(part);
            }
        }
        let write = || {
            let (mut file, end) = open(&self.0)?;
            if end.is_within_a_line() {
                text.insert(0, '\n');
            }
            file.write_all(text.as_bytes())
        };
        in_file(Self::VARIABLE, &self.0, write)
    }
}

impl SummaryFile {
    const VARIABLE: &str = "GITHUB_STEP_SUMMARY";

    /// The file at this path; it is made where it is missing.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Appends Markdown. Where it and what is there already would pass the limit, its first blocks
    /// are written, and `pointer`, which says where the rest is: the runner would drop it all.
    ///
    /// # Errors
    /// When the file can't be written; then the file is named.
    pub fn append(&self, markdown: &str, pointer: &str) -> Result<Written, FileError> {
        let write = || {
            let (mut file, end) = open(&self.0)?;
            let separator = if end.length == 0 { "" } else { "\n\n" };
            let room = SUMMARY_LIMIT.saturating_sub(end.length).saturating_sub(separator.len());
            let (written, text) = fit(markdown, pointer, room);
            if let Some(text) = text {
                file.write_all(format!("{separator}{text}").as_bytes())?;
            }
            Ok(written)
        };
        in_file(Self::VARIABLE, &self.0, write)
    }
}

/// What of a summary has room in so many bytes.
fn fit(markdown: &str, pointer: &str, room: usize) -> (Written, Option<String>) {
    if markdown.len() <= room {
        return (Written::Whole, Some(markdown.to_owned()));
    }
    let tail = format!("{pointer}\n");
    match room.checked_sub(tail.len()) {
        None => (Written::Nothing, None),
        Some(room) => {
            let end = last_block_end(markdown, room);
            (Written::Shortened, Some(format!("{}{tail}", &markdown[..end])))
        }
    }
}

/// Where the last block ends that lies within the first `limit` bytes. Blocks end at blank lines,
/// but not within `<details>` or a fenced text, which would swallow what follows.
fn last_block_end(markdown: &str, limit: usize) -> usize {
    let (mut position, mut end, mut depth, mut fenced) = (0, 0, 0_usize, false);
    for line in markdown.split_inclusive('\n') {
        position += line.len();
        if position > limit {
            break;
        }
        if line.starts_with("```") {
            fenced = !fenced;
        } else if line.starts_with("<details") {
            depth += 1;
        } else if line.starts_with("</details") {
            depth = depth.saturating_sub(1);
        } else if line.trim().is_empty() && depth == 0 && !fenced {
            end = position;
        }
    }
    end
}

/// A line that stands nowhere in the value, and that nobody can foresee.
fn delimiter(value: &str) -> String {
    loop {
        let half = || RandomState::new().build_hasher().finish();
        let delimiter = format!("end_of_value_{:016x}{:016x}", half(), half());
        if !value.contains(&delimiter) {
            return delimiter;
        }
    }
}

/// How a file ends.
struct FileEnd {
    length: usize,
    last_byte: Option<u8>,
}

impl FileEnd {
    fn is_within_a_line(&self) -> bool {
        self.last_byte.is_some_and(|byte| byte != b'\n')
    }
}

fn open(path: &Path) -> io::Result<(File, FileEnd)> {
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
    let length = file.metadata()?.len();
    let mut last = [0];
    let last_byte = if length == 0 {
        None
    } else {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        Some(last[0])
    };
    // A file too large for this machine's addresses is over the limit all the same.
    Ok((file, FileEnd { length: usize::try_from(length).unwrap_or(usize::MAX), last_byte }))
}

fn in_file<T>(
    variable: &'static str,
    path: &Path,
    write: impl FnOnce() -> io::Result<T>,
) -> Result<T, FileError> {
    write().map_err(|source| FileError::File { variable, path: path.to_owned(), source })
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
