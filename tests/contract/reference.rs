//! What people read.

use std::fs;

use package_steward::inputs::{self, Input, OUTPUTS};
use package_steward::report::OUTPUT_NAMES;

use crate::files::{file, hold};

/// The text with another section between its markers.
fn with_section(text: &str, name: &str, section: &str) -> String {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let (before, rest) = text.split_once(&begin).expect("README.md has the marker of the begin");
    let (_, after) = rest.split_once(&end).expect("README.md has the marker of the end");
    format!("{before}{begin}\n\n{section}\n{end}{after}")
}

#[test]
fn the_readmes_reference_is_what_the_table_makes() {
    let readme = fs::read_to_string(file("README.md")).expect("README.md");
    let readme = with_section(&readme, "inputs", &inputs::readme_inputs());
    hold("README.md", &with_section(&readme, "outputs", &inputs::readme_outputs()));
}

#[test]
fn names_are_kebab_case_and_used_once() {
    let inputs = Input::ALL.iter().map(|input| input.name());
    let outputs = OUTPUTS.iter().map(|output| output.name);
    for names in [inputs.collect::<Vec<_>>(), outputs.collect()] {
        for (index, name) in names.iter().enumerate() {
            assert!(name.chars().all(|one| one.is_ascii_lowercase() || one == '-'), "{name}");
            assert!(!names[..index].contains(name), "{name} comes twice");
        }
    }
}

#[test]
fn the_outputs_that_are_written_are_those_that_are_declared() {
    let declared: Vec<&str> = OUTPUTS.iter().map(|output| output.name).collect();
    assert_eq!(declared, OUTPUT_NAMES);
}

#[test]
fn help_names_every_input_and_output_and_fits_a_terminal() {
    let help = inputs::help();
    for input in Input::ALL {
        assert!(help.contains(&format!("\n  {}  (default: ", input.name())), "{}", input.name());
    }
    for output in OUTPUTS {
        assert!(help.contains(&format!("\n  {}\n", output.name)), "{}", output.name);
    }
    for line in help.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn every_row_of_the_readme_has_as_many_cells_as_its_head() {
    let cells = |line: &str| line.replace(r"\|", "").matches('|').count();
    for (table, columns) in [(inputs::readme_inputs(), 4), (inputs::readme_outputs(), 2)] {
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with('|')).collect();
        assert!(rows.len() > OUTPUTS.len());
        for row in rows {
            assert_eq!(cells(row), columns + 1, "{row}");
        }
    }
}
