//! The JSON schema of a policy, made from the table of inputs, for editors that complete and check.

use serde_json::{Value, json};

use super::keys::{NAME, RULES, keys};
use crate::inputs::reference::accepted;
use crate::inputs::spec::{Preset, Takes};
use crate::inputs::table::Input;

/// Where the schema is for everybody.
const ADDRESS: &str = "https://raw.githubusercontent.com/package-steward/package-steward/main/docs/policy.schema.json";

/// The first line of a policy: it tells editors where the schema is.
pub fn policy_editor_line() -> String {
    format!("# yaml-language-server: $schema={ADDRESS}")
}

/// The JSON schema of a policy.
///
/// It knows the keys and the forms of their values. Whether a glob or a range is sound, and what goes
/// together, the run tells, with line and column.
pub fn policy_schema() -> String {
    let mut properties = serde_json::Map::new();
    let name = json!({
        "description": "What reasons call the rule; each rule has its own.",
        "type": "string",
        "minLength": 1,
        "maxLength": 100,
    });
    properties.insert(NAME.to_owned(), name);
    for key in keys() {
        properties.insert(key.name().to_owned(), of_key(key));
    }
    let rule = json!({
        "type": "object",
        "properties": properties,
        "required": [NAME],
        "additionalProperties": false,
    });
    let mut policy = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ADDRESS,
        "title": "A policy of package-steward",
        "description": "Rules that say what goes and what stays. Made from src/inputs/table.rs: change \
                        that, then run UPDATE_CONTRACT=1 cargo test --test contract",
        "type": "object",
        "properties": {},
        "required": [RULES],
        "additionalProperties": false,
    });
    policy["properties"][RULES] = json!({ "type": "array", "minItems": 1, "items": rule });
    format!("{policy:#}\n")
}

/// The schema of a key.
fn of_key(key: Input) -> Value {
    let spec = key.spec();
    let default = match (key.default_in_rule(), spec.preset) {
        (Some(default), _) | (None, Preset::Text(default)) => Some(default),
        (None, Preset::Expression(_)) => None,
    };
    let mut schema = of_value(spec.takes);
    let accepts = accepted(spec.takes);
    schema["description"] = json!(format!("Accepts {accepts}. {}", spec.docs));
    if let Some(default) = default {
        schema["default"] = match (spec.takes, default) {
            (Takes::Switch, _) => json!(default == "true"),
            (_, default) => json!(default),
        };
    }
    schema
}

/// The schema of what a key takes.
fn of_value(takes: Takes) -> Value {
    // YAML makes numbers of some names (`1.10`) and of every id; the text is what counts.
    let one = json!({ "type": ["string", "number"], "minLength": 1 });
    match takes {
        Takes::Word(words) => json!({ "enum": words }),
        Takes::Words(words) => one_or_more(&json!({ "enum": words })),
        Takes::Switch => json!({ "type": "boolean" }),
        Takes::Ids => one_or_more(&json!({
            "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "pattern": "^[0-9\\s,]+$|^none$" },
            ],
        })),
        Takes::Packages | Takes::Globs(_) | Takes::Ranges => one_or_more(&one),
        Takes::Number => json!({
            "anyOf": [
                { "type": "integer", "minimum": 0 },
                { "type": "string", "pattern": "^[0-9]+$|^none$" },
            ],
        }),
        Takes::Age => json!({
            "type": "string",
            "pattern": "^\\s*([0-9]+\\s*[wdhms]\\s*)+$|^none$",
        }),
        // No key of a rule takes one of these.
        Takes::Count(_)
        | Takes::Percent
        | Takes::Text(_)
        | Takes::Repository
        | Takes::Time
        | Takes::Path(_)
        | Takes::Policy => one,
    }
}

/// One, or a list of them.
fn one_or_more(one: &Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "minItems": 1, "items": one }] })
}
