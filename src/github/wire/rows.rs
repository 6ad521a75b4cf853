//! The rows of GitHub's answers, and how they become the domain's words.

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::decode::{DecodeError, Expected, Shape, one, rows};
use crate::domain::{
    Login, Package, PackageKey, PackageName, PackageType, RepositoryName, Tag, Version, VersionId,
    Visibility, believable,
};
use crate::github::account::{Account, AccountKind};

#[derive(Deserialize)]
struct VersionRow {
    id: u64,
    name: String,
    #[serde(default, deserialize_with = "lenient")]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    updated_at: Option<String>,
    #[serde(default, deserialize_with = "lenient")]
    deleted_at: Option<String>,
    metadata: Option<Metadata>,
}

/// GitHub's schema names the list `tag` in `docker` and at the same time requires `tags` there.
#[derive(Deserialize)]
struct Metadata {
    container: Option<TagLists>,
    docker: Option<TagLists>,
}

#[derive(Deserialize)]
struct TagLists {
    tag: Option<Vec<String>>,
    tags: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct PackageRow {
    name: String,
    /// The schema lacks `internal`, which shows that this word is not to be relied on.
    #[serde(default, deserialize_with = "lenient")]
    visibility: Option<String>,
    repository: Option<RepositoryRow>,
    #[serde(default, deserialize_with = "lenient")]
    version_count: Option<u64>,
}

#[derive(Deserialize)]
struct RepositoryRow {
    full_name: Option<String>,
}

#[derive(Deserialize)]
struct AccountRow {
    login: String,
    r#type: String,
}

/// A page of versions of a package of this type.
pub(in crate::github) fn versions(
    package_type: PackageType,
    body: &[u8],
) -> Result<Vec<Version>, DecodeError> {
    rows(body, |row| version_of(package_type, row), &VERSION_SHAPE)
}

/// One version of a package of this type.
pub(in crate::github) fn version(
    package_type: PackageType,
    body: &[u8],
) -> Result<Version, DecodeError> {
    one(body, |row| version_of(package_type, row), &VERSION_SHAPE)
}

/// A page of packages of this type. GitHub's word for the type is not needed: it was asked for.
pub(in crate::github) fn packages(
    package_type: PackageType,
    body: &[u8],
) -> Result<Vec<Package>, DecodeError> {
    rows(body, |row| Ok(package_of(package_type, row)), &PACKAGE_SHAPE)
}

/// One package of this type.
pub(in crate::github) fn package(
    package_type: PackageType,
    body: &[u8],
) -> Result<Package, DecodeError> {
    one(body, |row| Ok(package_of(package_type, row)), &PACKAGE_SHAPE)
}

/// A user or an organisation.
pub(in crate::github) fn account(body: &[u8]) -> Result<Account, DecodeError> {
    one(body, account_of, &ACCOUNT_SHAPE)
}

fn version_of(package_type: PackageType, row: VersionRow) -> Result<Version, String> {
    let tags = tags_of(package_type, row.metadata)?;
    Ok(Version {
        id: VersionId(row.id),
        name: row.name,
        tags,
        created_at: time(row.created_at),
        updated_at: time(row.updated_at),
        deleted_at: time(row.deleted_at),
    })
}

/// The tags of a version. Where the type has tags and the row does not say which, it is unknown
/// whether the version is tagged; taking it for untagged could cost `latest`.
fn tags_of(package_type: PackageType, metadata: Option<Metadata>) -> Result<Vec<Tag>, String> {
    if !package_type.has_tags() {
        return Ok(Vec::new());
    }
    let lists = metadata.into_iter().flat_map(|metadata| [metadata.container, metadata.docker]);
    let mut lists = lists.flatten().flat_map(|lists| [lists.tags, lists.tag]).flatten().peekable();
    if lists.peek().is_none() {
        return Err(format!(
            "expected its tags in `metadata.{package_type}`, found none: it is unknown whether it is \
             tagged"
        ));
    }
    let mut tags: Vec<Tag> = Vec::new();
    for tag in lists.flatten().map(Tag::new) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

fn package_of(package_type: PackageType, row: PackageRow) -> Package {
    Package {
        key: PackageKey { package_type, name: PackageName::new(row.name) },
        visibility: row.visibility.as_deref().and_then(Visibility::from_word),
        repository: row.repository.and_then(repository_of),
        version_count: row.version_count,
    }
}

fn repository_of(row: RepositoryRow) -> Option<RepositoryName> {
    RepositoryName::parse(&row.full_name?)
}

fn account_of(row: AccountRow) -> Result<Account, String> {
    let kind = match row.r#type.as_str() {
        "User" => AccountKind::User,
        "Organization" => AccountKind::Organization,
        other => {
            return Err(format!("expected `type` to be User or Organization, found `{other}`"));
        }
    };
    Ok(Account { login: Login::new(row.login), kind })
}

fn time(text: Option<String>) -> Option<Timestamp> {
    text?.parse().ok().and_then(believable)
}

/// A field that is left out where it is missing, null, or of another type than expected.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(T::deserialize(Value::deserialize(from)?).ok())
}

const VERSION_SHAPE: Shape = Shape {
    noun: "version",
    key: "/id",
    fields: &[
        ("/id", Expected::Number),
        ("/name", Expected::Text),
        ("/metadata", Expected::Object),
        ("/metadata/container", Expected::Object),
        ("/metadata/container/tag", Expected::Texts),
        ("/metadata/container/tags", Expected::Texts),
        ("/metadata/docker", Expected::Object),
        ("/metadata/docker/tag", Expected::Texts),
        ("/metadata/docker/tags", Expected::Texts),
    ],
};

const PACKAGE_SHAPE: Shape = Shape {
    noun: "package",
    key: "/name",
    fields: &[
        ("/name", Expected::Text),
        ("/repository", Expected::Object),
        ("/repository/full_name", Expected::OptionalText),
    ],
};

const ACCOUNT_SHAPE: Shape = Shape {
    noun: "account",
    key: "/login",
    fields: &[("/login", Expected::Text), ("/type", Expected::Text)],
};
