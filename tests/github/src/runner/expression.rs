//! Expressions in the defaults of inputs, as far as actions of this kind use them.

use std::io;

use super::job::Job;

/// Puts values in the place of every `${{ … }}`.
///
/// # Errors
/// When an expression is more than one of the names that a default may use and this module knows.
pub(super) fn evaluate(text: &str, job: &Job) -> io::Result<String> {
    let mut done = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let Some((name, behind)) = after.split_once("}}") else {
            return Err(io::Error::other(format!("an expression without its end: {text}")));
        };
        done.push_str(before);
        done.push_str(&value(name.trim(), job)?);
        rest = behind;
    }
    done.push_str(rest);
    Ok(done)
}

fn value(name: &str, job: &Job) -> io::Result<String> {
    let value = match name {
        "github.token" => job.token(),
        "github.repository" => job.repository(),
        "github.repository_owner" => job.repository_owner(),
        "github.api_url" => job.api_url(),
        "github.server_url" => job.server_url(),
        // Outside a matrix.
        "strategy.job-total" => "1",
        _ => return Err(io::Error::other(format!("the stand-in can't evaluate {name}"))),
    };
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_and_the_rest_stays() {
        let job = Job::new("octo-org/app", "secret", "http://s", "http://a").unwrap();
        for (text, expected) in [
            ("plain", "plain"),
            ("${{ github.token }}", "secret"),
            ("<${{github.repository}}> ${{ strategy.job-total }}", "<octo-org/app> 1"),
        ] {
            assert_eq!(evaluate(text, &job).unwrap(), expected);
        }
    }

    #[test]
    fn what_it_does_not_know_is_an_error() {
        let job = Job::new("octo-org/app", "secret", "http://s", "http://a").unwrap();
        for text in ["${{ secrets.TOKEN }}", "${{ github.token"] {
            assert!(evaluate(text, &job).is_err(), "{text}");
        }
    }
}
