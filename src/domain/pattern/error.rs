//! Why a text is no pattern.

/// Why a text is no pattern, or one that could never match. The messages do not name the input that
/// it came from.
///
/// A pattern that can never match is refused because it looks as if it protected something.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// Nothing, or only white space.
    #[error("expected a pattern such as `pr-*`, but it is empty")]
    Empty,
    /// A leading `!`. What it should take out belongs into a keep input, which the reader of the
    /// input can name.
    #[error("expected a pattern, but {pattern:?} begins with `!`, which takes nothing out here")]
    Negated {
        /// The whole pattern.
        pattern: String,
        /// What stands behind the `!`.
        rest: String,
    },
    /// `{` or `}` where there are no placeholders.
    #[error(
        "the braces in {pattern:?} have no meaning here: placeholders such as `{{pr}}` stand in tag \
         patterns alone, and alternatives are one pattern per line \
         (where a name really holds a brace, write `[{{]` or `[}}]`)"
    )]
    Braces {
        /// The whole pattern.
        pattern: String,
    },
    /// `{` without its `}`, or the other way round.
    #[error(
        "the brace in {pattern:?} has no other that belongs to it: write a placeholder such as \
         `{{pr}}` whole, and alternatives as one pattern per line"
    )]
    OpenBrace {
        /// The whole pattern.
        pattern: String,
    },
    /// What stands in braces can't be the name of a placeholder.
    #[error(
        "`{{{word}}}` in {pattern:?} is no placeholder: write a word of lower-case letters, digits, `-` \
         and `_` in the braces, and alternatives as one pattern per line"
    )]
    NoPlaceholder {
        /// The whole pattern.
        pattern: String,
        /// What stands in the braces.
        word: String,
    },
    /// A word that says something else where placeholders are named.
    #[error(
        "`{{{word}}}` in {pattern:?} can't be a placeholder, as `keep-per: {word}` counts by something \
         else: choose another word"
    )]
    ReservedPlaceholder {
        /// The whole pattern.
        pattern: String,
        /// The word.
        word: String,
    },
    /// The same placeholder twice in one pattern.
    #[error(
        "`{{{word}}}` stands more than once in {pattern:?}: give each placeholder a name of its own, or \
         write `*` where its text does not matter"
    )]
    RepeatedPlaceholder {
        /// The whole pattern.
        pattern: String,
        /// Its name.
        word: String,
    },
    /// A placeholder right before another wildcard.
    #[error(
        "`{{{word}}}` in {pattern:?} would never take anything, for it takes as little as it can, and what \
         stands right behind it takes all: write what is between the two, such as a `-`"
    )]
    StarvedPlaceholder {
        /// The whole pattern.
        pattern: String,
        /// Its name.
        word: String,
    },
    /// `{branch}` alone, or with wildcards around it.
    #[error(
        "every tag fits {pattern:?}, so releases would be taken for branches: write what the tags of \
         branches alone have, such as `branch-{{branch}}`"
    )]
    NothingButBranch {
        /// The whole pattern.
        pattern: String,
    },
    /// A backslash, which escapes in other languages.
    #[error(
        "the backslash in {pattern:?} has no meaning here: patterns are globs, a `.` stands for \
         itself, and a special character is written in brackets, such as `[*]`"
    )]
    Backslash {
        /// The whole pattern.
        pattern: String,
    },
    /// `[` without its `]`, or nothing between them.
    #[error(
        "expected characters and a closing `]` behind the `[` in {pattern:?}, such as `[0-9]` \
         (the bracket itself is `[[]`)"
    )]
    OpenBracket {
        /// The whole pattern.
        pattern: String,
    },
    /// `[^a]`, which is a negation in other languages.
    #[error("{class:?} in {pattern:?} begins with `^`: write `[!…]` for \"none of these\"")]
    CaretInBracket {
        /// The whole pattern.
        pattern: String,
        /// The brackets and what they hold.
        class: String,
    },
    /// `[[:digit:]]`, which is a named class in other languages.
    #[error("{class:?} in {pattern:?} names a class, which is not known here: write it as `[0-9]`")]
    NamedClass {
        /// The whole pattern.
        pattern: String,
        /// The brackets and what they hold.
        class: String,
    },
    /// `[9-0]`, which holds nothing.
    #[error("{range:?} in {pattern:?} runs backwards and holds nothing: write the lower end first")]
    ReversedRange {
        /// The whole pattern.
        pattern: String,
        /// The part that runs backwards.
        range: String,
    },
    /// `**` where `*` already crosses everything.
    #[error("{pattern:?} holds `**`: here one `*` already stands for any text, so write it once")]
    RepeatedStar {
        /// The whole pattern.
        pattern: String,
    },
    /// `**` in a package pattern that is not alone between slashes.
    #[error(
        "the `**` in {pattern:?} must stand alone between slashes: write `*` for text without a `/`, \
         and `/**` for everything below (both together as `app*/**`)"
    )]
    StarsNotAlone {
        /// The whole pattern.
        pattern: String,
    },
    /// A package pattern that begins or ends with `/`, or holds `//`.
    #[error(
        "{pattern:?} has an empty part beside a slash, which no package's name has: \
         take the slash away, or write `*` for a part"
    )]
    EmptyPart {
        /// The whole pattern.
        pattern: String,
    },
    /// Brackets with a `/` in a package pattern.
    #[error(
        "{class:?} in {pattern:?} holds a `/`, which brackets never match in the name of a package: \
         write the `/` outside"
    )]
    SlashInBracket {
        /// The whole pattern.
        pattern: String,
        /// The brackets and what they hold.
        class: String,
    },
    /// A package pattern with a character that no package's name holds.
    #[error("no package's name holds {found:?}, so {pattern:?} can never match: {hint}")]
    NotInPackageNames {
        /// The whole pattern.
        pattern: String,
        /// The character.
        found: char,
        /// What to write instead.
        hint: &'static str,
    },
    /// A digest where a tag pattern is expected.
    #[error(
        "{pattern:?} is a digest, and digests are never tags: \
         write it under `version-names`, or under `keep-version-names` to protect it"
    )]
    DigestAmongTags {
        /// The whole pattern.
        pattern: String,
    },
    /// A tag pattern with a character, or brackets, that no tag can fit.
    #[error("no tag can hold {found:?}, so {pattern:?} can never match: {hint}")]
    NotInTags {
        /// The whole pattern.
        pattern: String,
        /// The character, or the brackets and what they hold.
        found: String,
        /// What to write instead.
        hint: &'static str,
    },
    /// A tag pattern that demands a first character no tag can have.
    #[error(
        "no tag begins with {found:?}, so {pattern:?} can never match: \
         write `*` before it if something may precede it"
    )]
    NoTagBeginsSo {
        /// The whole pattern.
        pattern: String,
        /// The character, or the brackets and what they hold.
        found: String,
    },
    /// A tag pattern that demands more characters than a tag can have.
    #[error(
        "{pattern:?} matches only texts of {length} characters and more, but a tag has at most 128"
    )]
    LongerThanTags {
        /// The whole pattern.
        pattern: String,
        /// How many characters it demands.
        length: usize,
    },
    /// Anything else that the reader of globs refuses.
    #[error("{pattern:?} is no pattern: {reason}")]
    Unreadable {
        /// The whole pattern.
        pattern: String,
        /// What the reader says.
        reason: &'static str,
    },
}
