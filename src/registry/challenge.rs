//! What a registry says of how it wants to be asked: the `Www-Authenticate` header.

/// A registry's demand for a token of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Where tokens are to be had.
    pub realm: String,
    /// What the registry calls itself there.
    pub service: Option<String>,
    /// What it thinks that the token should be good for.
    pub scope: Option<String>,
}

/// The first `Bearer` challenge in a header, by the grammar of RFC 9110, section 11.6.1.
///
/// `None` where there is none, where it names no realm or names something twice, and where the header
/// can't be read.
pub fn bearer_challenge(header: &str) -> Option<Challenge> {
    let mut rest = Rest(header);
    let mut bearer: Option<Vec<Parameter<'_>>> = None;
    loop {
        rest.skip(&[' ', '\t', ',']);
        if rest.0.is_empty() {
            return challenge(bearer?);
        }
        let word = rest.word()?;
        rest.skip(&[' ', '\t']);
        if rest.eat('=') {
            rest.skip(&[' ', '\t']);
            if rest.0.is_empty() || rest.0.starts_with([',', '=']) {
                // It was the padding of a blob in base64, which other schemes have instead of
                // parameters.
                rest.skip(&['=']);
                continue;
            }
            let value = rest.value()?;
            if let Some(parameters) = &mut bearer {
                parameters.push((word, value));
            }
        } else if let Some(parameters) = bearer {
            return challenge(parameters);
        } else if word.eq_ignore_ascii_case("bearer") {
            bearer = Some(Vec::new());
        }
    }
}

type Parameter<'a> = (&'a str, String);

fn challenge(parameters: Vec<Parameter<'_>>) -> Option<Challenge> {
    let (mut realm, mut service, mut scope) = (None, None, None);
    for (name, value) in parameters {
        let place = match name.to_ascii_lowercase().as_str() {
            "realm" => &mut realm,
            "service" => &mut service,
            "scope" => &mut scope,
            _ => continue,
        };
        if place.replace(value).is_some() {
            return None;
        }
    }
    Some(Challenge { realm: realm?, service, scope })
}

/// What is left of a header.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn skip(&mut self, these: &[char]) {
        self.0 = self.0.trim_start_matches(these);
    }

    fn eat(&mut self, one: char) -> bool {
        let rest = self.0.strip_prefix(one);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// At least one of the characters that a token holds, or a blob in base64.
    fn word(&mut self) -> Option<&'a str> {
        let is_in_word = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~/".contains(c);
        let end = self.0.find(|c| !is_in_word(c)).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        (!word.is_empty()).then_some(word)
    }

    /// The value of a parameter.
    fn value(&mut self) -> Option<String> {
        if self.eat('"') { self.quoted() } else { self.word().map(str::to_owned) }
    }

    /// The rest of a quoted text, whose opening quote was read.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut characters = self.0.chars();
        loop {
            match characters.next()? {
                '"' => break,
                '\\' => text.push(characters.next()?),
                other => text.push(other),
            }
        }
        self.0 = characters.as_str();
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wanted(realm: &str, service: Option<&str>, scope: Option<&str>) -> Challenge {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Challenge { realm: realm.to_owned(), service: owned(service), scope: owned(scope) }
    }

    #[test]
    fn the_challenge_of_ghcr_is_read() {
        let header = r#"Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull""#;
        assert_eq!(
            bearer_challenge(header),
            Some(wanted(
                "https://ghcr.io/token",
                Some("ghcr.io"),
                Some("repository:user/image:pull")
            ))
        );
    }

    #[test]
    fn every_form_that_the_grammar_allows_is_read() {
        for header in [
            "Bearer realm=r, service=s",
            "bearer REALM=\"r\" , Service=s",
            ", ,Bearer realm = \"r\",,service\t=\ts,",
            "Basic realm=\"Bearer realm=x\", Bearer realm=r,service=s",
            "Negotiate YWJj/+==, Bearer realm=r, service=s, Basic realm=b",
            "Negotiate, Bearer realm=r, service=s, error=\"a\\\"b\"",
            "Bearer error=\"a, Basic realm=c\", realm=\"\\r\", service=s",
        ] {
            assert_eq!(bearer_challenge(header), Some(wanted("r", Some("s"), None)), "{header}");
        }
        assert_eq!(bearer_challenge("Bearer realm=\"\""), Some(wanted("", None, None)));
        assert_eq!(
            bearer_challenge("Bearer realm=r, Bearer realm=q"),
            Some(wanted("r", None, None))
        );
    }

    #[test]
    fn what_is_no_challenge_is_none() {
        for header in [
            "",
            "Basic realm=\"x\"",
            "Bearer",
            "Bearer service=s",
            "Bearer realm",
            "Bearer realm=",
            "Bearer realm=\"r",
            "Bearer realm=\"r\\",
            "Bearer realm=r, realm=q",
            "Bearer realm=r, service=s, service=t",
            "Bearer (realm=r)",
            "Bearer, Basic realm=r",
            "realm=r",
            "Bearerrealm=r",
        ] {
            assert_eq!(bearer_challenge(header), None, "{header}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(header in r#"[Bb]?earer[ =,"\\a-z/é]{0,40}|.{0,40}"#) {
            bearer_challenge(&header);
        }

        #[test]
        fn any_value_survives_being_quoted(realm in ".{0,30}", service in ".{0,30}") {
            let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
            let header =
                format!("Bearer realm=\"{}\",service=\"{}\"", quoted(&realm), quoted(&service));
            prop_assert_eq!(bearer_challenge(&header), Some(wanted(&realm, Some(&service), None)));
        }
    }
}
