//! A step from its `with:` to its outputs.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use super::action::Action;
use super::environment::{StepFiles, event, input_variable, variables};
use super::expression::evaluate;
use super::file_commands::{Summary, read_outputs};
use super::job::Job;

/// A step that uses an action.
#[derive(Debug)]
pub struct Step<'j> {
    job: &'j Job,
    action: &'j Action,
    with: Vec<(String, String)>,
    env: Vec<(String, String)>,
}

impl<'j> Step<'j> {
    pub(super) fn new(job: &'j Job, action: &'j Action) -> Self {
        Self { job, action, with: Vec::new(), env: Vec::new() }
    }

    /// Gives an input. One that the action does not declare is handed over all the same, as the
    /// runner does.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.with.retain(|(known, _)| known != name);
        self.with.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets a variable of the step's `env:`, after what the runner sets.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Every input as the program gets it: what was given, and for the other declared ones the
    /// default.
    ///
    /// # Errors
    /// When a default is an expression that the stand-in can't evaluate.
    pub fn inputs(&self) -> io::Result<Vec<(String, String)>> {
        let given = |name: &str| self.with.iter().any(|(with, _)| with == name);
        let mut inputs = Vec::new();
        for (name, default) in self.action.inputs() {
            if !given(name) {
                inputs.push((name.clone(), evaluate(default, self.job)?));
            }
        }
        inputs.extend(self.with.iter().cloned());
        Ok(inputs)
    }

    /// Runs the program to its end.
    ///
    /// # Errors
    /// When it can't be started, or its files can't be made or read.
    pub fn run(self, program: &Path) -> io::Result<Ran> {
        self.start(program)?.wait()
    }

    /// Starts the program, in the workspace and with no variables but the runner's.
    ///
    /// # Errors
    /// When it can't be started, or its files can't be made.
    pub fn start(self, program: &Path) -> io::Result<Running> {
        static STEPS: AtomicUsize = AtomicUsize::new(0);
        let files = StepFiles::of(self.job, &STEPS.fetch_add(1, Ordering::Relaxed).to_string());
        // The runner makes these empty: an action that truncates or misses them is at fault.
        for file in [&files.output, &files.summary, &files.env, &files.path, &files.state] {
            fs::write(file, "")?;
        }
        fs::write(&files.event, event(self.job))?;

        // One pipe for both, so that the log has the order of writing.
        let (mut reader, writer) = io::pipe()?;
        let mut command = Command::new(program);
        command.env_clear().current_dir(self.job.workspace()).stdin(Stdio::null());
        command.stdout(writer.try_clone()?).stderr(writer);
        for (name, value) in self.inputs()? {
            command.env(input_variable(&name), value);
        }
        command.envs(variables(self.job, &files)).envs(self.env);
        let child = command.spawn()?;
        // It holds the pipe's other end, which must close when the program ends.
        drop(command);

        let log = thread::spawn(move || {
            let mut log = Vec::new();
            reader.read_to_end(&mut log)?;
            Ok(String::from_utf8_lossy(&log).into_owned())
        });
        Ok(Running { child, log, files })
    }
}

/// A step whose program runs.
#[derive(Debug)]
pub struct Running {
    child: Child,
    log: JoinHandle<io::Result<String>>,
    files: StepFiles,
}

impl Running {
    /// The number of its process, to send signals to.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether its program has ended.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends it as `kill -9` does.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.kill()
    }

    /// Waits for its end, and reads what it left.
    ///
    /// # Errors
    /// When its log or its files can't be read.
    pub fn wait(mut self) -> io::Result<Ran> {
        let status = self.child.wait()?;
        let log = self.log.join().unwrap_or_else(|_| Err(io::Error::other("the log's reader")))?;
        let outputs = fs::read_to_string(&self.files.output)?;
        let summary = fs::read_to_string(&self.files.summary)?;
        Ok(Ran { status, log, outputs: read_outputs(&outputs), summary: Summary::of(summary) })
    }
}

/// What a step left behind.
#[derive(Debug)]
pub struct Ran {
    /// How the program ended.
    pub status: ExitStatus,
    /// What it wrote to its standard output and error, in order.
    pub log: String,
    /// Its outputs in the order of writing, or why the runner would refuse the file.
    pub outputs: Result<Vec<(String, String)>, String>,
    /// Its part of the job summary.
    pub summary: Summary,
}

impl Ran {
    /// The lines of the log that anybody gets to see: not those that tell the runner what to mask.
    pub fn shown_log(&self) -> impl Iterator<Item = &str> {
        self.log.lines().filter(|line| !line.starts_with("::add-mask::"))
    }

    /// The value of an output that was written.
    pub fn output(&self, name: &str) -> Option<&str> {
        let outputs = self.outputs.as_ref().ok()?;
        outputs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
