//! The commands that the runner finds in what a step prints.
//!
//! The rules are those of the runner's `ActionCommand` and `ActionCommandManager`. Commands that the
//! runner has switched off since are found all the same: whoever prints one did not mean to.

/// The names that the runner knows. What has another name is text.
const KNOWN: [&str; 15] = [
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
];

/// A command in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogCommand {
    /// Its name, such as `error`.
    pub name: String,
    /// Its properties, such as `title`, in their order.
    pub properties: Vec<(String, String)>,
    /// What it says.
    pub message: String,
}

impl LogCommand {
    /// The value of a property.
    pub fn property(&self, name: &str) -> Option<&str> {
        let mut properties = self.properties.iter();
        properties.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The commands in a log, in their order.
pub fn read_commands(log: &str) -> Vec<LogCommand> {
    // A carriage return ends a line for the runner as well.
    log.split(['\n', '\r']).filter_map(|line| current(line).or_else(|| legacy(line))).collect()
}

/// `::name key=value,key=value::message` at the beginning of a line, blanks aside.
fn current(line: &str) -> Option<LogCommand> {
    let (head, message) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    command(name, properties.split(','), message, &[("%0D", "\r"), ("%0A", "\n"), ("%25", "%")])
}

/// `##[name key=value;key=value]message` anywhere in a line.
fn legacy(line: &str) -> Option<LogCommand> {
    let (_, behind) = line.split_once("##[")?;
    let (head, message) = behind.split_once(']')?;
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let escapes = [("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%25", "%")];
    command(name, properties.split(';'), message, &escapes)
}

#[expect(single_use_lifetimes, reason = "the compiler takes no anonymous lifetime there")]
fn command<'l>(
    name: &str,
    properties: impl Iterator<Item = &'l str>,
    message: &str,
    escapes: &[(&str, &str)],
) -> Option<LogCommand> {
    let known = KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name));
    let plain = |text: &str| {
        escapes.iter().fold(text.to_owned(), |text, (escape, meant)| text.replace(escape, meant))
    };
    // In properties of either form these two are escaped as well.
    let plain_property = |text: &str| plain(&text.replace("%3A", ":").replace("%2C", ","));
    let properties = properties
        .filter_map(|property| property.trim().split_once('='))
        .map(|(key, value)| (key.to_owned(), plain_property(value)));
    known.then(|| LogCommand {
        name: name.to_lowercase(),
        properties: properties.collect(),
        message: plain(message),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(log: &str) -> Vec<String> {
        read_commands(log).into_iter().map(|command| command.name).collect()
    }

    #[test]
    fn a_command_is_read_with_its_properties_and_what_was_escaped_in_it() {
        let commands = read_commands("::error title=a%3Ab%2Cc,line=3::one%0Atwo %25%0A\n");
        let [error] = &commands[..] else { panic!("{commands:?}") };
        assert_eq!((error.name.as_str(), error.message.as_str()), ("error", "one\ntwo %\n"));
        assert_eq!(error.property("title"), Some("a:b,c"));
        assert_eq!((error.property("line"), error.property("col")), (Some("3"), None));
    }

    #[test]
    fn commands_begin_a_line_and_older_ones_stand_anywhere() {
        let log = "  ::group::x\ntext ::warning::y\nabc ##[set-output name=a;]v\r::debug::z\n";
        assert_eq!(names(log), ["group", "set-output", "debug"]);
        let commands = read_commands("##[set-env name=A%3BB;]value");
        assert_eq!(commands[0].property("name"), Some("A;B"));
    }

    #[test]
    fn what_the_runner_does_not_know_is_text() {
        assert_eq!(names("::unknown::x\n::error\n##[section]y\n##[error z\n::: ::\n"), [""; 0]);
    }
}
