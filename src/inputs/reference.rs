//! What is made from the table of inputs and outputs: `action.yml`, the reference in the README and
//! the text of `--help`.

use super::outputs::OUTPUTS;
use super::spec::{Group, Preset, Spec, Takes};
use super::table::Input;

/// What the program is, in one sentence for the marketplace and for `--help`.
const DESCRIPTION: &str =
    "Deletes and restores versions in GitHub Packages, and leaves whole what stays.";

/// The columns within which `action.yml` and `--help` stay.
const WIDTH: usize = 80;

/// The whole of `action.yml`.
pub fn action_yml() -> String {
    let mut lines = vec![
        "# Made from src/inputs/table.rs: change that, then run".to_owned(),
        "# UPDATE_CONTRACT=1 cargo test --test contract".to_owned(),
        "name: package-steward".to_owned(),
    ];
    lines.extend(yaml_description(0, DESCRIPTION));
    lines.extend(["branding:", "  icon: package", "  color: blue", "inputs:"].map(str::to_owned));
    for input in Input::ALL {
        let spec = input.spec();
        lines.push(format!("  {}:", spec.name));
        lines.extend(yaml_description(4, spec.docs));
        lines.push(format!("    default: {}", yaml_text(&spec.preset.in_action_yml())));
    }
    lines.push("outputs:".to_owned());
    for output in OUTPUTS {
        lines.push(format!("  {}:", output.name));
        lines.extend(yaml_description(4, output.docs));
    }
    lines.extend(["runs:", "  using: docker", "  image: Dockerfile"].map(str::to_owned));
    ended(&lines)
}

/// The README's reference of inputs: a heading and a table for each group that has any.
pub fn readme_inputs() -> String {
    let tables: Vec<String> = groups()
        .map(|(group, specs)| {
            let rows = specs.iter().map(|spec| {
                [
                    format!("`{}`", spec.name),
                    format!("`{}`", spec.preset.in_action_yml()),
                    accepted(spec.takes),
                    spec.docs.to_owned(),
                ]
            });
            let table = markdown_table(["input", "default", "accepts", "meaning"], rows);
            format!("### {}\n\n{table}", group.title())
        })
        .collect();
    tables.join("\n")
}

/// The README's reference of outputs: one table.
pub fn readme_outputs() -> String {
    let rows = OUTPUTS.iter().map(|output| [format!("`{}`", output.name), output.docs.to_owned()]);
    markdown_table(["output", "meaning"], rows)
}

/// The text of `--help`.
pub fn help() -> String {
    let mut lines = vec![format!("package-steward {}", env!("CARGO_PKG_VERSION"))];
    lines.extend(wrapped(0, DESCRIPTION));
    lines.push(String::new());
    lines.extend(wrapped(
        0,
        "It takes no arguments but --help and --version. GitHub Actions hands it its inputs as \
         environment variables, and so can you: INPUT_ and the name in upper case, here with an \
         underscore for each hyphen (INPUT_DRY_RUN). A variable that is not set means the default; \
         an empty one is an error.",
    ));
    for (group, specs) in groups() {
        lines.extend([String::new(), format!("{}:", group.title())]);
        for spec in specs {
            let default = match spec.preset {
                Preset::Text(text) => text.to_owned(),
                Preset::Expression(_) => outside_actions(spec).to_owned(),
            };
            lines.push(format!("  {}  (default: {default})", spec.name));
            let accepts = plain(&accepted(spec.takes));
            lines.extend(wrapped(6, &format!("Accepts {accepts}. {}", plain(spec.docs))));
        }
    }
    lines.extend([String::new(), "Outputs, appended to the file that GITHUB_OUTPUT names:".into()]);
    for output in OUTPUTS {
        lines.push(format!("  {}", output.name));
        lines.extend(wrapped(6, &plain(output.docs)));
    }
    ended(&lines)
}

/// What an input accepts, in Markdown: ``` `any`, `public` or `private` ```.
pub(super) fn accepted(takes: Takes) -> String {
    match takes {
        Takes::Text(what) => what.to_owned(),
        Takes::Word(_) | Takes::Switch => alternatives(takes.words()),
        Takes::Words(words) => format!("a list of {}", alternatives(words)),
        Takes::Packages => "a list of names and globs, or `auto`".to_owned(),
        Takes::Repository => "a repository as `owner/name`, or `none`".to_owned(),
        Takes::Globs(what) => format!("a list of globs on {what}, or `none`"),
        Takes::Ranges => "semver ranges, or `none`".to_owned(),
        Takes::Ids => "a list of whole numbers, or `none`".to_owned(),
        Takes::Number => "a whole number, or `none`".to_owned(),
        Takes::Count([]) => "a whole number from 1".to_owned(),
        Takes::Count(words) => format!("a whole number from 1, or {}", alternatives(words)),
        Takes::Percent => "a percentage such as `10%`, or `none`".to_owned(),
        Takes::Age => "a duration, or `none`".to_owned(),
        Takes::Time => "a time such as `2026-11-01T09:30:00Z`, or `none`".to_owned(),
        Takes::Policy => {
            "YAML of more than one line, a path in the workspace, or `none`".to_owned()
        }
        Takes::Path(words) => format!("a path in the workspace, or {}", alternatives(words)),
    }
}

/// The words in backticks, the last one after an *or*.
fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// What stands in for an expression where no runner evaluates it.
fn outside_actions(spec: &Spec) -> &'static str {
    if spec.name == Input::Owner.name() {
        "GITHUB_REPOSITORY_OWNER"
    } else if spec.name == Input::Share.name() {
        "1"
    } else {
        "none; required"
    }
}

/// The groups that have inputs, with them.
fn groups() -> impl Iterator<Item = (Group, Vec<&'static Spec>)> {
    Group::ALL.into_iter().filter_map(|group| {
        let specs: Vec<_> = Input::ALL
            .iter()
            .map(|input| input.spec())
            .filter(|spec| spec.group == group)
            .collect();
        (!specs.is_empty()).then_some((group, specs))
    })
}

/// A table whose cells may hold anything but line breaks.
fn markdown_table<const COLUMNS: usize>(
    heads: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
) -> String {
    let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let mut lines = vec![row(&heads.map(str::to_owned)), row(&heads.map(|_| "---".to_owned()))];
    // A bar ends a cell even within backticks.
    lines.extend(rows.map(|cells| row(&cells.map(|cell| cell.replace('|', r"\|")))));
    ended(&lines)
}

/// `description:` as a folded block, which needs no quoting whatever the text holds.
fn yaml_description(indent: usize, text: &str) -> Vec<String> {
    let mut lines = vec![format!("{:indent$}description: >-", "")];
    lines.extend(wrapped(indent + 2, text));
    lines
}

/// A text in single quotes, in which YAML knows no escape but the doubled quote.
fn yaml_text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The text in lines of at most [`WIDTH`] columns; a longer word has a line of its own.
fn wrapped(indent: usize, text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{:indent$}{word}", "")),
        }
    }
    lines
}

/// Markdown without its backticks, the only marks in the table, for a terminal.
fn plain(markdown: &str) -> String {
    markdown.replace('`', "")
}

/// The lines as a text file has them.
fn ended(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}
