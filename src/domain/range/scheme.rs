//! How each type of package orders its versions, as far as that is read here.

use semver::{BuildMetadata, Prerelease, Version};

use super::number::VersionNumber;
use crate::domain::PackageType;

/// A way to read versions.
///
/// Only forms are read whose order here is the one that the type's own tools have. All others are no
/// versions, and what asks for one holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scheme {
    /// Strict semver. npm publishes nothing else, and tags have no ordering of their own.
    Semver,
    /// `Gem::Version`: two to four numbers; a word behind them makes a pre-release.
    RubyGems,
    /// `NuGetVersion`: two to four numbers, and semver's pre-releases without regard to case.
    Nuget,
    /// Maven's `ComparableVersion`: two to four numbers, and the qualifiers that it knows. An unknown
    /// one (`33.0-jre`) comes *behind* the release there, whatever semver says, so it is not read.
    Maven,
}

impl Scheme {
    /// That of a type.
    pub(super) const fn of(package_type: PackageType) -> Self {
        match package_type {
            PackageType::Container | PackageType::Docker | PackageType::Npm => Self::Semver,
            PackageType::Rubygems => Self::RubyGems,
            PackageType::Nuget => Self::Nuget,
            PackageType::Maven => Self::Maven,
        }
    }

    /// The version that the text is.
    pub(super) fn read(self, text: &str) -> Option<VersionNumber> {
        if self == Self::Semver {
            let Version { major, minor, patch, pre, build: _ } = Version::parse(text).ok()?;
            let release = [major, minor, patch, 0];
            return Some(VersionNumber { release, prerelease: pre, scheme: self });
        }
        let (text, build) = text.split_once('+').map_or((text, None), |(t, b)| (t, Some(b)));
        if build.is_some_and(|build| build.is_empty() || BuildMetadata::new(build).is_err()) {
            return None;
        }
        let (release, rest) = numbers(text)?;
        let prerelease = match (self, rest.chars().next()) {
            (_, None) => Prerelease::EMPTY,
            (Self::RubyGems, Some('.')) => gem_word(&rest[1..])?,
            (Self::Nuget, Some('-')) => label(&rest[1..])?,
            (Self::Maven, Some('.' | '-')) => maven_qualifier(&rest[1..])?,
            _ => return None,
        };
        Some(VersionNumber { release, prerelease, scheme: self })
    }

    /// What a pre-release that a range names is here, so that both are compared in one form.
    ///
    /// What this type does not read stays as it is written.
    pub(super) fn prerelease(self, written: &Prerelease) -> Prerelease {
        let read = match self {
            _ if written.is_empty() => None,
            Self::Semver => None,
            Self::RubyGems => gem_word(written),
            Self::Nuget => label(written),
            Self::Maven => maven_qualifier(written),
        };
        read.unwrap_or_else(|| written.clone())
    }
}

/// The two to four numbers that the text begins with, and what comes behind them. All three types take
/// the missing ones for zero: `1.2` and `1.2.0` are one version there.
fn numbers(text: &str) -> Option<([u64; 4], &str)> {
    let mut release = [0; 4];
    let mut rest = text;
    let mut count = 0;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        *release.get_mut(count)? = number(&rest[..end])?;
        count += 1;
        rest = &rest[end..];
        let next =
            rest.strip_prefix('.').filter(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        match next {
            Some(next) => rest = next,
            None => return (count >= 2).then_some((release, rest)),
        }
    }
}

/// A number without leading zeros.
fn number(digits: &str) -> Option<u64> {
    let is_plain = digits == "0" || !digits.starts_with('0');
    (is_plain && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// A word of letters, and a number that may follow it, with what stands between the two.
fn word_and_number(text: &str) -> Option<(&str, Option<(&str, u64)>)> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
    let (between, digits) = rest.split_at(digits);
    match (word, digits) {
        ("", _) => None,
        (_, "") => between.is_empty().then_some((word, None)),
        (_, _) => Some((word, Some((between, number(digits)?)))),
    }
}

/// A word and a number as identifiers of a pre-release.
fn identifiers(word: &str, number: Option<u64>) -> Option<Prerelease> {
    let text = number.map_or_else(|| word.to_owned(), |number| format!("{word}.{number}"));
    Prerelease::new(&text).ok()
}

/// `pre1`, `rc.2`, `beta`: one word, then at most one number. `Gem::Version` splits the two whether a
/// point stands between them or not. It puts words before numbers and semver numbers before words, so
/// what goes on behind that is not read.
fn gem_word(text: &str) -> Option<Prerelease> {
    match word_and_number(text)? {
        (word, None) => identifiers(word, None),
        (word, Some(("" | ".", number))) => identifiers(word, Some(number)),
        (_, Some(_)) => None,
    }
}

/// Semver's, in lower case: `NuGetVersion` takes `-Beta` and `-beta` for one.
fn label(text: &str) -> Option<Prerelease> {
    Prerelease::new(&text.to_ascii_lowercase()).ok().filter(|label| !label.is_empty())
}

/// The qualifiers that `ComparableVersion` knows, whatever their case; in its order, which is that of
/// the alphabet: alpha, beta, milestone, rc (or cr), snapshot. `final`, `ga` and `release` are the
/// release itself. `a`, `b` and `m` stand for the first three only with a number right behind them.
fn maven_qualifier(text: &str) -> Option<Prerelease> {
    let text = text.to_ascii_lowercase();
    let (word, number) = word_and_number(&text)?;
    let (word, number) = match (word, number) {
        ("final" | "ga" | "release", None) => return Some(Prerelease::EMPTY),
        ("snapshot", None) => ("snapshot", None),
        ("a", Some(("", number))) => ("alpha", Some(number)),
        ("b", Some(("", number))) => ("beta", Some(number)),
        ("m", Some(("", number))) => ("milestone", Some(number)),
        ("alpha" | "beta" | "milestone" | "rc", None) => (word, None),
        ("alpha" | "beta" | "milestone" | "rc", Some(("" | "." | "-", number))) => {
            (word, Some(number))
        }
        ("cr", None) => ("rc", None),
        ("cr", Some(("" | "." | "-", number))) => ("rc", Some(number)),
        _ => return None,
    };
    identifiers(word, number)
}
