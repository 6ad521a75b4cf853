//! The digest of a signed Docker schema 1 manifest.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

#[derive(Deserialize)]
struct Signed {
    signatures: Vec<Signature>,
}

#[derive(Deserialize)]
struct Signature {
    protected: String,
}

/// What a signature says of the text that was signed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Protected {
    format_length: usize,
    format_tail: String,
}

/// The text that was signed, which is what the digest of such a manifest is of: the signatures were put
/// in before its end. `None` where the bytes are nothing of the kind.
///
/// Source: Docker's "Image Manifest Version 2, Schema 1", "Signed Manifests", and docker/libtrust.
pub(super) fn payload(bytes: &[u8]) -> Option<Vec<u8>> {
    let Signed { signatures } = serde_json::from_slice(bytes).ok()?;
    let header = URL_SAFE_NO_PAD.decode(&signatures.first()?.protected).ok()?;
    let Protected { format_length, format_tail } = serde_json::from_slice(&header).ok()?;
    let tail = URL_SAFE_NO_PAD.decode(format_tail).ok()?;
    Some([bytes.get(..format_length)?, &tail].concat())
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text with a signature put in before its last brace.
    pub(in super::super) fn sign(text: &str) -> String {
        let length = text.trim_end_matches(['}', '\n']).len();
        let tail = URL_SAFE_NO_PAD.encode(&text[length..]);
        let header = format!(r#"{{"formatLength":{length},"formatTail":"{tail}","time":"x"}}"#);
        let header = URL_SAFE_NO_PAD.encode(header);
        let signatures = format!(r#"[{{"header":{{}},"signature":"x","protected":"{header}"}}]"#);
        format!("{},\n   \"signatures\": {signatures}\n}}", &text[..length])
    }

    #[test]
    fn the_signed_text_is_found_under_its_signature() {
        let text = "{\n   \"schemaVersion\": 1,\n   \"fsLayers\": []\n}";
        let signed = sign(text);
        assert_ne!(signed, text);
        assert_eq!(payload(signed.as_bytes()).as_deref(), Some(text.as_bytes()));
    }

    #[test]
    fn what_is_not_signed_has_no_payload() {
        let header = |text: &str| URL_SAFE_NO_PAD.encode(text);
        for bytes in [
            String::new(),
            "{}".to_owned(),
            r#"{"signatures":[]}"#.to_owned(),
            r#"{"signatures":[{"protected":"*"}]}"#.to_owned(),
            format!(r#"{{"signatures":[{{"protected":"{}"}}]}}"#, header("{}")),
            format!(
                r#"{{"signatures":[{{"protected":"{}"}}]}}"#,
                header(r#"{"formatLength":99999,"formatTail":""}"#)
            ),
        ] {
            assert_eq!(payload(bytes.as_bytes()), None, "{bytes}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_harm(length: u64, tail in "[A-Za-z0-9_=*-]{0,9}") {
            let header = format!(r#"{{"formatLength":{length},"formatTail":"{tail}"}}"#);
            let header = URL_SAFE_NO_PAD.encode(header);
            payload(format!(r#"{{"signatures":[{{"protected":"{header}"}}]}}"#).as_bytes());
        }
    }
}
