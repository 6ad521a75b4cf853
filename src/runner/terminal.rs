//! The standard output, which the runner reads and a person may pipe elsewhere.

use std::io::{self, ErrorKind, IsTerminal as _, Stdout, Write};

/// Somewhere to write lines to. When its reader has gone away, writing goes on into nothing: a
/// closed pipe is no reason to leave a run half done.
#[derive(Debug)]
pub struct Terminal<W> {
    out: W,
    reader: Reader,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    There,
    Gone,
}

impl Terminal<Stdout> {
    /// The standard output of this process.
    pub fn stdout() -> Self {
        Self::new(io::stdout())
    }

    /// Whether a person sees what is written, as it is written.
    pub fn is_watched() -> bool {
        io::stdout().is_terminal()
    }
}

impl<W: Write> Terminal<W> {
    /// Lines go to `out`.
    pub const fn new(out: W) -> Self {
        Self { out, reader: Reader::There }
    }

    /// Writes one line and its end.
    ///
    /// # Errors
    /// What the writer says, except that its reader is gone.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        match self.reader {
            Reader::Gone => Ok(()),
            Reader::There => {
                let line = [text.as_bytes(), b"\n"].concat();
                let written = self.out.write_all(&line);
                self.settle(written)
            }
        }
    }

    /// Writes this as it is, and at once.
    ///
    /// # Errors
    /// What the writer says, except that its reader is gone.
    pub fn raw(&mut self, text: &str) -> io::Result<()> {
        match self.reader {
            Reader::Gone => Ok(()),
            Reader::There => {
                let written = self.out.write_all(text.as_bytes());
                self.settle(written)?;
                self.flush()
            }
        }
    }

    /// Hands over what is still buffered.
    ///
    /// # Errors
    /// What the writer says, except that its reader is gone.
    pub fn flush(&mut self) -> io::Result<()> {
        match self.reader {
            Reader::Gone => Ok(()),
            Reader::There => {
                let flushed = self.out.flush();
                self.settle(flushed)
            }
        }
    }

    fn settle(&mut self, result: io::Result<()>) -> io::Result<()> {
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader = Reader::Gone;
                Ok(())
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails every call with one kind of error, and counts the calls.
    struct Failing {
        kind: ErrorKind,
        calls: usize,
    }

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            self.calls += 1;
            Err(self.kind.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            self.calls += 1;
            Err(self.kind.into())
        }
    }

    #[test]
    fn lines_are_written_whole() {
        let mut terminal = Terminal::new(Vec::new());
        terminal.line("one").expect("written");
        terminal.line("two").expect("written");
        terminal.raw("three").expect("written");
        terminal.flush().expect("flushed");
        assert_eq!(terminal.out, b"one\ntwo\nthree");
    }

    #[test]
    fn a_reader_that_went_away_is_no_error_and_is_not_tried_again() {
        let mut terminal = Terminal::new(Failing { kind: ErrorKind::BrokenPipe, calls: 0 });
        for _ in 0..3 {
            terminal.line("text").expect("swallowed");
            terminal.raw("text").expect("swallowed");
            terminal.flush().expect("swallowed");
        }
        assert_eq!(terminal.out.calls, 1);
    }

    #[test]
    fn any_other_error_is_told() {
        let mut terminal = Terminal::new(Failing { kind: ErrorKind::StorageFull, calls: 0 });
        assert_eq!(terminal.line("text").expect_err("told").kind(), ErrorKind::StorageFull);
        assert_eq!(terminal.flush().expect_err("told").kind(), ErrorKind::StorageFull);
    }
}
