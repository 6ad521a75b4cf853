//! Prints the log where it is read: by the runner, or by a person at a terminal.

use std::io::{self, Write};

use super::screen::{Bar, ERASE, Ink, Paint, Screen, passing};
use crate::report::{Annotation, Line, LogLine};
use crate::runner::{Command, Level, Terminal, masks};

/// Who reads the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The runner of GitHub Actions: groups and annotations are workflow commands.
    Commands,
    /// Anyone else: they are words and indentation, with what their screen can show.
    Plain(Screen),
}

/// Writes lines of the log.
#[derive(Debug)]
pub struct Printer<W> {
    terminal: Terminal<W>,
    style: Style,
    indent: &'static str,
    /// The line that says how far the run is, while it is to be seen.
    bar: Option<Line>,
}

impl<W: Write> Printer<W> {
    /// Writes to this terminal in this style.
    pub const fn new(terminal: Terminal<W>, style: Style) -> Self {
        Self { terminal, style, indent: "", bar: None }
    }

    /// Makes the runner hide a secret from now on. Nobody else is told it.
    ///
    /// # Errors
    /// What the terminal says.
    pub fn mask(&mut self, secret: &str) -> io::Result<()> {
        match self.style {
            Style::Commands => {
                masks(secret).iter().try_for_each(|mask| self.terminal.line(&mask.to_string()))
            }
            Style::Plain(_) => Ok(()),
        }
    }

    /// Whether [`Self::progress`] shows anything.
    pub const fn shows_progress(&self) -> bool {
        matches!(self.style, Style::Plain(Screen { bar: Bar::Shown, .. }))
    }

    /// Shows how far the run is, below all that was printed, until something else is. A log never has it.
    ///
    /// # Errors
    /// What the terminal says.
    pub fn progress(&mut self, line: Option<Line>) -> io::Result<()> {
        if !self.shows_progress() || line == self.bar {
            return Ok(());
        }
        let shown = line.as_ref().map(|line| passing(line.as_str())).unwrap_or_default();
        self.bar = line;
        self.terminal.raw(&format!("{ERASE}{shown}"))
    }

    /// Writes a line.
    ///
    /// # Errors
    /// What the terminal says.
    pub fn print(&mut self, line: &LogLine) -> io::Result<()> {
        match self.style {
            Style::Commands => self.terminal.line(&as_command(line)),
            Style::Plain(Screen { paint, bar: _ }) => {
                if self.bar.take().is_some() {
                    self.terminal.raw(ERASE)?;
                }
                self.print_plain(line, paint)
            }
        }
    }

    fn print_plain(&mut self, line: &LogLine, paint: Paint) -> io::Result<()> {
        match line {
            LogLine::Group(title) => {
                self.write(&paint.text(Ink::Bold, title.as_str()))?;
                self.indent = "  ";
                Ok(())
            }
            LogLine::EndGroup => {
                self.indent = "";
                Ok(())
            }
            LogLine::Text(line) => self.write(line.as_str()),
            LogLine::Headline(line) => self.write(&paint.text(Ink::Bold, line.as_str())),
            LogLine::Debug(line) => self.write(&paint.text(Ink::Dim, &format!("debug: {line}"))),
            LogLine::Notice(annotation) => {
                self.print_annotation(&paint.text(Ink::Cyan, "notice:"), annotation)
            }
            LogLine::Warning(annotation) => {
                self.print_annotation(&paint.text(Ink::Yellow, "warning:"), annotation)
            }
            LogLine::Error(annotation) => {
                self.print_annotation(&paint.text(Ink::Red, "error:"), annotation)
            }
        }
    }

    fn print_annotation(&mut self, kind: &str, annotation: &Annotation) -> io::Result<()> {
        let mut before = format!("{kind} ");
        for line in &annotation.message {
            self.write(&format!("{before}{line}"))?;
            "  ".clone_into(&mut before);
        }
        Ok(())
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.terminal.line(&format!("{}{text}", self.indent))
    }
}

fn as_command(line: &LogLine) -> String {
    match line {
        LogLine::Group(title) => Command::group(title.as_str()).to_string(),
        LogLine::EndGroup => Command::end_group().to_string(),
        LogLine::Text(line) | LogLine::Headline(line) => line.to_string(),
        LogLine::Debug(line) => Command::debug(line.as_str()).to_string(),
        LogLine::Notice(annotation) => annotate(Level::Notice, annotation),
        LogLine::Warning(annotation) => annotate(Level::Warning, annotation),
        LogLine::Error(annotation) => annotate(Level::Error, annotation),
    }
}

fn annotate(level: Level, annotation: &Annotation) -> String {
    let message: Vec<&str> = annotation.message.iter().map(Line::as_str).collect();
    Command::annotation(level, annotation.title.as_str(), &message.join("\n")).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Login, PackageKey, PackageName, PackageType};
    use crate::events::{DryRun, Event, Problem, Readable, RunStarted};
    use crate::report::{Detail, Reporter};

    fn printed(style: Style, print: impl FnOnce(&mut Printer<&mut Vec<u8>>)) -> String {
        let mut out = Vec::new();
        print(&mut Printer::new(Terminal::new(&mut out), style));
        String::from_utf8(out).expect("text")
    }

    fn run(style: Style, text: &str) -> String {
        let package = PackageKey { package_type: PackageType::Npm, name: PackageName::new(text) };
        let events = [
            Event::RunStarted(RunStarted {
                at: "2026-11-20T12:00:00Z".parse().expect("a time"),
                program: "0.1.0".to_owned(),
                owner: Login::new(text),
                api: "https://api.github.com/".to_owned(),
                dry_run: DryRun::Yes,
                inputs: Vec::new(),
            }),
            Event::Reading { what: Readable::Pages, of: text.to_owned(), read: 20, all: 40 },
            Event::Failed {
                package: Some(package),
                problem: Problem {
                    doing: text.to_owned(),
                    said: text.to_owned(),
                    means: text.to_owned(),
                    advice: text.to_owned(),
                },
            },
        ];
        let mut reporter = Reporter::new(Detail::Everything);
        printed(style, |printer| {
            for event in &events {
                for line in reporter.observe(event) {
                    printer.print(&line).expect("printed");
                }
                printer.progress(reporter.progress()).expect("printed");
            }
            printer.print(&LogLine::Group(Line::new(text))).expect("printed");
            for make in [LogLine::Text, LogLine::Debug] {
                printer.print(&make(Line::new(text))).expect("printed");
            }
            printer.print(&LogLine::EndGroup).expect("printed");
        })
    }

    /// The names of the commands that the runner finds in what a step prints: `::name …::` at the
    /// start of a line, blanks aside; the older `##[name …]` anywhere in it.
    fn commands(printed: &str) -> Vec<String> {
        let name = |command: &str| {
            command.split([' ', ';', ':', ']']).next().unwrap_or_default().to_owned()
        };
        let found = printed.split(['\n', '\r']).filter_map(|line| {
            let new = line.trim_start().strip_prefix("::").filter(|rest| rest.contains("::"));
            let old = || line.split_once("##[").map(|(_, rest)| rest);
            new.or_else(old).map(name)
        });
        found.collect()
    }

    const PLAIN: Style = Style::Plain(Screen::LOG);

    const SCREEN: Style = Style::Plain(Screen { paint: Paint::Colours, bar: Bar::Shown });

    const HOSTILE: [&str; 7] = [
        "##[set-output name=x;]y",
        "::set-env name=A::b",
        "  ::add-mask::v1",
        "one\n::warning::two\r##[error]three",
        "%0A::stop-commands::x%0D",
        "a,title=b::c",
        "\u{1b}[2K::error::x",
    ];

    #[test]
    fn h32_the_runner_finds_our_commands_and_no_others() {
        for text in HOSTILE {
            let printed = run(Style::Commands, text);
            assert_eq!(commands(&printed), ["error", "group", "debug", "endgroup"], "{printed}");
        }
    }

    #[test]
    fn h32_a_terminal_gets_no_commands_and_no_control_characters() {
        for text in HOSTILE {
            let printed = run(PLAIN, text);
            assert!(commands(&printed).is_empty(), "{printed}");
            assert!(!printed.replace('\n', "").contains(char::is_control), "{printed:?}");
        }
    }

    /// What of this comes from the screen and not from what is told, taken out.
    fn unpainted(printed: &str) -> String {
        let codes = ["1", "2", "1;31", "1;33", "1;36", "0"].map(|code| format!("\u{1b}[{code}m"));
        let others = [ERASE, "\u{1b}[?7l", "\u{1b}[?7h"].map(str::to_owned);
        codes.iter().chain(&others).fold(printed.to_owned(), |text, code| text.replace(code, ""))
    }

    #[test]
    fn h32_a_painted_terminal_gets_no_codes_but_ours() {
        for text in HOSTILE.into_iter().chain(["\u{1b}[31mred", "\u{9b}2J", "a\rb\u{7}\u{8}c"]) {
            let printed = run(SCREEN, text);
            assert!(printed.contains("\u{1b}[1;31merror:\u{1b}[0m could not"), "{printed:?}");
            assert!(printed.contains("50% 20 of 40 pages listed"), "{printed:?}");
            let unpainted = unpainted(&printed);
            assert!(commands(&unpainted).is_empty(), "{printed}");
            assert!(!unpainted.replace('\n', "").contains(char::is_control), "{printed:?}");
            // As much as a log holds, but for the bar.
            let ours = printed.matches('\u{1b}').count();
            assert_eq!(ours, run(SCREEN, "x").matches('\u{1b}').count(), "{printed:?}");
        }
    }

    #[test]
    fn the_bar_is_taken_away_before_anything_is_printed_and_drawn_again_when_it_changes() {
        let bar = |text: &str| Some(Line::new(text));
        let all = |printer: &mut Printer<&mut Vec<u8>>| {
            printer.progress(None).expect("printed");
            printer.progress(bar("1 of 2")).expect("printed");
            printer.progress(bar("1 of 2")).expect("printed");
            printer.print(&LogLine::Text(Line::new("one"))).expect("printed");
            printer.print(&LogLine::Headline(Line::new("two"))).expect("printed");
            printer.progress(bar("1 of 2")).expect("printed");
            printer.progress(None).expect("printed");
        };
        let drawn = "\r\u{1b}[2K\u{1b}[?7l1 of 2\u{1b}[?7h";
        assert_eq!(
            printed(SCREEN, all),
            format!("{drawn}\r\u{1b}[2Kone\n\u{1b}[1mtwo\u{1b}[0m\n{drawn}\r\u{1b}[2K")
        );
        for style in [PLAIN, Style::Commands] {
            assert_eq!(printed(style, all), "one\ntwo\n", "a log has no bar");
        }
        let painted = Style::Plain(Screen { paint: Paint::Colours, bar: Bar::Hidden });
        assert_eq!(printed(painted, all), "one\n\u{1b}[1mtwo\u{1b}[0m\n");
    }

    #[test]
    fn both_styles_say_the_same() {
        assert_eq!(
            run(Style::Commands, "x"),
            "package-steward 0.1.0, a dry run that changes nothing, for `x`\n\
             ::error title=package-steward%3A npm/x::could not x%0Awhat came: x%0Awhat it means: x%0Awhat \
             to do: x\n::group::x\nx\n::debug::x\n::endgroup::\n"
        );
        assert_eq!(
            run(PLAIN, "x"),
            "package-steward 0.1.0, a dry run that changes nothing, for `x`\n\
             error: could not x\n  what came: x\n  what it means: x\n  what to do: x\n\
             x\n  x\n  debug: x\n"
        );
    }

    #[test]
    fn a_secret_is_told_to_the_runner_alone() {
        let mask = |style| printed(style, |printer| printer.mask("s3cret").expect("printed"));
        assert_eq!(mask(Style::Commands), "::add-mask::s3cret\n");
        assert_eq!(mask(PLAIN), "");
    }
}
