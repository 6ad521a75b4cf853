//! From bytes to rows, and words for what is wrong with those that do not fit.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// An answer that is not what GitHub documents.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {why}")]
pub struct DecodeError {
    /// Where: the row and the number of its version, as far as they can be told.
    pub place: String,
    /// What was expected, and what came.
    pub why: String,
    /// Whether the JSON ended in the middle, as when a connection is cut off.
    pub broken_off: bool,
}

pub(super) fn rows<Row: DeserializeOwned, T>(
    body: &[u8],
    convert: impl Fn(Row) -> Result<T, String>,
    shape: &Shape,
) -> Result<Vec<T>, DecodeError> {
    let rows: Vec<Row> =
        serde_json::from_slice(body).map_err(|error| misfit_in_rows::<Row>(body, &error, shape))?;
    let convert_at = |(index, row)| {
        convert(row).map_err(|why| {
            let row = serde_json::from_slice(body).ok().and_then(|page| row_at(page, index));
            DecodeError { place: place(Some(index), row.as_ref(), shape), why, broken_off: false }
        })
    };
    rows.into_iter().enumerate().map(convert_at).collect()
}

pub(super) fn one<Row: DeserializeOwned, T>(
    body: &[u8],
    convert: impl Fn(Row) -> Result<T, String>,
    shape: &Shape,
) -> Result<T, DecodeError> {
    let row = serde_json::from_slice(body).map_err(|error| misfit_in_one(body, &error, shape))?;
    convert(row).map_err(|why| {
        let row: Option<Value> = serde_json::from_slice(body).ok();
        DecodeError { place: place(None, row.as_ref(), shape), why, broken_off: false }
    })
}

fn row_at(page: Value, index: usize) -> Option<Value> {
    match page {
        Value::Array(rows) => rows.into_iter().nth(index),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            None
        }
    }
}

/// What a row has to look like, to say in words what is wrong with one that does not decode.
pub(super) struct Shape {
    /// What a row is.
    pub(super) noun: &'static str,
    /// The field by which people know a row.
    pub(super) key: &'static str,
    /// JSON pointers, and what has to be there.
    pub(super) fields: &'static [(&'static str, Expected)],
}

#[derive(Clone, Copy)]
pub(super) enum Expected {
    Number,
    Text,
    /// Or nothing.
    Object,
    /// Or nothing.
    Texts,
    /// Or nothing.
    OptionalText,
}

impl Expected {
    fn is_met_by(self, found: Option<&Value>) -> bool {
        let found = found.filter(|value| !value.is_null());
        match self {
            Self::Number => found.is_some_and(Value::is_u64),
            Self::Text => found.is_some_and(Value::is_string),
            Self::Object => found.is_none_or(Value::is_object),
            Self::OptionalText => found.is_none_or(Value::is_string),
            Self::Texts => found.is_none_or(|value| {
                value.as_array().is_some_and(|items| items.iter().all(Value::is_string))
            }),
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "a whole number",
            Self::Text => "a text",
            Self::Object => "an object or nothing",
            Self::Texts => "a list of texts or nothing",
            Self::OptionalText => "a text or nothing",
        }
    }
}

fn misfit_in_one(body: &[u8], error: &serde_json::Error, shape: &Shape) -> DecodeError {
    match serde_json::from_slice::<Value>(body) {
        Ok(row) => misfit(None, &row, error, shape),
        Err(error) => not_json(&error),
    }
}

fn misfit_in_rows<Row: DeserializeOwned>(
    body: &[u8],
    error: &serde_json::Error,
    shape: &Shape,
) -> DecodeError {
    let page = match serde_json::from_slice::<Value>(body) {
        Ok(Value::Array(rows)) => rows,
        Ok(other) => {
            let why =
                format!("expected a list of {}s, found {}", shape.noun, kind_of(Some(&other)));
            return DecodeError { place: "the answer".to_owned(), why, broken_off: false };
        }
        Err(error) => return not_json(&error),
    };
    let bad = page.iter().enumerate().find(|(_, row)| Row::deserialize(*row).is_err());
    match bad {
        Some((index, row)) => misfit(Some(index), row, error, shape),
        None => not_json(error),
    }
}

fn misfit(
    index: Option<usize>,
    row: &Value,
    error: &serde_json::Error,
    shape: &Shape,
) -> DecodeError {
    let wrong = shape.fields.iter().find(|(at, wanted)| !wanted.is_met_by(row.pointer(at)));
    let why = match wrong {
        _ if !row.is_object() => format!("expected an object, found {}", kind_of(Some(row))),
        Some((at, wanted)) => {
            let field = at.trim_start_matches('/').replace('/', ".");
            let (wanted, found) = (wanted.as_str(), kind_of(row.pointer(at)));
            format!("expected `{field}` to be {wanted}, found {found}")
        }
        None => error.to_string(),
    };
    DecodeError { place: place(index, Some(row), shape), why, broken_off: false }
}

fn not_json(error: &serde_json::Error) -> DecodeError {
    DecodeError {
        place: "the answer".to_owned(),
        why: format!("expected JSON: {error}"),
        broken_off: error.is_eof(),
    }
}

/// `row 17 (version 12345)`; rows are counted from 1.
fn place(index: Option<usize>, row: Option<&Value>, shape: &Shape) -> String {
    let key = row.and_then(|row| row.pointer(shape.key)).filter(|key| !key.is_object());
    match (index, key) {
        (Some(index), Some(key)) => format!("row {} ({} {key})", index + 1, shape.noun),
        (Some(index), None) => format!("row {}", index + 1),
        (None, Some(key)) => format!("{} {key}", shape.noun),
        (None, None) => shape.noun.to_owned(),
    }
}

fn kind_of(value: Option<&Value>) -> String {
    let kind = match value {
        None => "nothing",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "a boolean",
        Some(Value::Number(number)) => return format!("the number {number}"),
        Some(Value::String(_)) => "a text",
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "an object",
    };
    kind.to_owned()
}
