//! What the demo shows.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use github_standin::runner::{Ran, Summary};
use github_standin::{Request, Server, seed};

use crate::steps::PlannedStep;

/// The standard output, with colours where a person reads it.
#[derive(Debug)]
pub(crate) struct Screen {
    out: io::Stdout,
    colours: Colours,
}

#[derive(Clone, Copy, Debug)]
enum Colours {
    On,
    Off,
}

#[derive(Clone, Copy, Debug)]
enum Tone {
    Heading,
    Quiet,
    Good,
    Warning,
    Bad,
}

impl Tone {
    /// The number of the terminal's SGR sequence.
    fn code(self) -> &'static str {
        match self {
            Self::Heading => "1",
            Self::Quiet => "2",
            Self::Good => "32",
            Self::Warning => "33",
            Self::Bad => "31",
        }
    }
}

/// The widest value that is shown whole.
const WIDEST: usize = 160;

impl Screen {
    pub(crate) fn standard() -> Self {
        let out = io::stdout();
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let colours = if wanted && out.is_terminal() { Colours::On } else { Colours::Off };
        Self { out, colours }
    }

    pub(crate) fn introduce(&mut self, server: &Server, program: &Path) -> io::Result<()> {
        let (server, owner) = (server.url(), seed::DEMO_OWNER);
        let program = program.file_name().unwrap_or_default().display();
        self.line(&format!(
            "A stand-in for GitHub at {server} holds the packages of {owner}. The real {program}\n\
             runs against it as GitHub's runner would start it. Nothing leaves this machine."
        ))
    }

    pub(crate) fn step(
        &mut self,
        planned: &PlannedStep,
        inputs: &[(String, String)],
    ) -> io::Result<()> {
        let name = &planned.name;
        self.line("")?;
        self.toned(Tone::Heading, &format!("━━ {name} {}", "━".repeat(76 - name.len().min(75))))?;
        self.heading("Inputs")?;
        for (name, value) in &planned.with {
            self.line(&format!("  {name}: {value}"))?;
        }
        let others = inputs.len() - planned.with.len();
        self.toned(Tone::Quiet, &format!("  and {others} others by their defaults"))
    }

    pub(crate) fn ran(&mut self, ran: &Ran) -> io::Result<()> {
        self.heading("Log, with the commands that the runner obeys")?;
        for line in ran.shown_log() {
            self.log_line(line)?;
        }
        self.heading("Outputs")?;
        match &ran.outputs {
            Ok(outputs) => {
                for (name, value) in outputs {
                    self.line(&format!("  {name}: {}", shortened(value)))?;
                }
            }
            Err(why) => self.toned(Tone::Bad, &format!("  refused: {why}"))?,
        }
        self.heading("Job summary")?;
        match &ran.summary {
            Summary::Shown(text) => {
                for line in text.lines() {
                    self.line(&format!("  {line}"))?;
                }
            }
            Summary::TooLarge(bytes) => {
                self.toned(Tone::Bad, &format!("  dropped: {bytes} bytes are too many"))?;
            }
        }
        self.heading("Exit status")?;
        let tone = if ran.status.success() { Tone::Good } else { Tone::Bad };
        let status = ran.status.code().map_or_else(|| ran.status.to_string(), |it| it.to_string());
        self.toned(tone, &format!("  {status}"))
    }

    pub(crate) fn requests(&mut self, requests: &[Request]) -> io::Result<()> {
        let changing = requests.iter().filter(|request| request.method != "GET").count();
        let all = requests.len();
        self.heading(&format!(
            "Requests that GitHub would have seen: {all}, to change: {changing}"
        ))?;
        for request in requests {
            let status = request.status.map_or_else(|| "-".to_owned(), |it| it.to_string());
            let line = format!("  {status} {} {}", request.method, request.target());
            self.toned(Tone::Quiet, &line)?;
        }
        Ok(())
    }

    pub(crate) fn complaints(&mut self, complaints: &[String]) -> io::Result<()> {
        for complaint in complaints {
            self.toned(Tone::Bad, &format!("not as it should be: {complaint}"))?;
        }
        Ok(())
    }

    pub(crate) fn close(&mut self, complaints: usize) -> io::Result<()> {
        self.line("")?;
        match complaints {
            0 => self.toned(Tone::Good, "Everything went as it should."),
            _ => self.toned(Tone::Bad, &format!("{complaints} things are not as they should be.")),
        }
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        self.line("")?;
        self.toned(Tone::Heading, text)
    }

    /// A line of the log: workflow commands in the colours that GitHub gives them.
    fn log_line(&mut self, line: &str) -> io::Result<()> {
        let command = line.strip_prefix("::").unwrap_or_default();
        let tone = match command.split([' ', ':']).next() {
            Some("error") => Tone::Bad,
            Some("warning") => Tone::Warning,
            Some("group") => Tone::Heading,
            Some("") | None => return self.line(&format!("  {line}")),
            Some(_) => Tone::Quiet,
        };
        self.toned(tone, &format!("  {line}"))
    }

    fn toned(&mut self, tone: Tone, text: &str) -> io::Result<()> {
        match self.colours {
            Colours::On => self.line(&format!("\x1b[{}m{text}\x1b[0m", tone.code())),
            Colours::Off => self.line(text),
        }
    }

    fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }
}

/// A value on one line, cut where it would fill the screen.
fn shortened(value: &str) -> String {
    let line = value.replace('\n', "⏎");
    match line.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}… ({} characters)", &line[..end], line.chars().count()),
        None => line,
    }
}
