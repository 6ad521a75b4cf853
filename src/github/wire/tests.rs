use serde_json::{Value, json};

use super::rows::{account, package, packages, version, versions};
use crate::domain::{
    Login, Package, PackageKey, PackageName, PackageType, RepositoryName, Tag, Version, VersionId,
    Visibility,
};
use crate::github::account::{Account, AccountKind};

fn page(rows: &Value) -> Vec<u8> {
    rows.to_string().into_bytes()
}

fn row(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut row = json!({
        "id": 1_356_372_450_123_u64,
        "name": "sha256:x",
        "created_at": "2020-05-19T22:19:11Z",
        "updated_at": "2021-05-19T22:19:11Z",
        "metadata": {"package_type": "container", "container": {"tags": ["latest"]}},
        "something_new": {"deep": [1]},
    });
    change(&mut row);
    page(&json!([row]))
}

fn only(body: &[u8]) -> Version {
    let mut versions = versions(PackageType::Container, body).expect("decodable");
    assert_eq!(versions.len(), 1);
    versions.remove(0)
}

fn error(package_type: PackageType, body: &[u8]) -> String {
    versions(package_type, body).expect_err("undecodable").to_string()
}

#[test]
fn a_version_is_read_with_its_tags_and_times() {
    let version = only(&row(|_| {}));
    assert_eq!(version.id, VersionId(1_356_372_450_123));
    assert_eq!(version.name, "sha256:x");
    assert_eq!(version.tags, [Tag::new("latest")]);
    assert_eq!(version.created_at, "2020-05-19T22:19:11Z".parse().ok());
    assert_eq!(version.updated_at, "2021-05-19T22:19:11Z".parse().ok());
    assert_eq!(version.deleted_at, None);
}

#[test]
fn a_deleted_version_says_since_when() {
    let version = only(&row(|row| row["deleted_at"] = json!("2026-01-02T03:04:05Z")));
    assert_eq!(version.deleted_at, "2026-01-02T03:04:05Z".parse().ok());
}

#[test]
fn h21_a_time_that_is_missing_or_unbelievable_is_no_time_and_no_error() {
    for time in [
        Value::Null,
        json!("1970-01-01T00:00:00Z"),
        json!("1980-01-01T00:00:00Z"),
        json!("0001-01-01T00:00:00Z"),
        json!("yesterday"),
        json!("2020-05-19"),
        json!(""),
        json!(1_600_000_000),
        json!(0),
        json!({}),
        json!([]),
        json!(true),
    ] {
        let version = only(&row(|row| {
            row["created_at"] = time.clone();
            row["updated_at"] = time.clone();
        }));
        assert_eq!((version.created_at, version.updated_at), (None, None), "{time}");
    }
    let version = only(&row(|row| {
        row.as_object_mut().expect("an object").remove("created_at");
    }));
    assert_eq!(version.created_at, None);
    assert!(version.updated_at.is_some());
}

#[test]
fn tags_are_found_under_every_name_that_githubs_schema_gives_them() {
    for metadata in [
        json!({"container": {"tags": ["a", "b"]}}),
        json!({"docker": {"tag": ["a", "b"]}}),
        json!({"docker": {"tags": ["a", "b"]}}),
        json!({"docker": {"tag": ["b"], "tags": ["a", "b"]}}),
        json!({"container": null, "docker": {"tag": ["a", "b"], "tags": null}}),
    ] {
        for package_type in [PackageType::Container, PackageType::Docker] {
            let body = row(|row| row["metadata"] = metadata.clone());
            let tags = versions(package_type, &body).expect("decodable").remove(0).tags;
            assert_eq!(tags, [Tag::new("a"), Tag::new("b")], "{metadata}");
        }
    }
    assert!(only(&row(|row| row["metadata"]["container"]["tags"] = json!([]))).tags.is_empty());
}

#[test]
fn a_version_whose_tags_are_not_told_is_not_taken_for_untagged() {
    for metadata in [
        Value::Null,
        json!({}),
        json!({"package_type": "container"}),
        json!({"container": {}}),
        json!({"container": {"tags": null}}),
    ] {
        let body = row(|row| row["metadata"] = metadata.clone());
        let error = error(PackageType::Container, &body);
        assert!(error.starts_with("row 1 (version 1356372450123): "), "{error}");
        assert!(error.contains("metadata.container"), "{error}");
    }
}

#[test]
fn types_without_tags_need_no_metadata() {
    for metadata in [Value::Null, json!({}), json!({"package_type": "npm"}), json!({"npm": 5})] {
        let body = row(|row| row["metadata"] = metadata.clone());
        let versions = versions(PackageType::Npm, &body).expect("decodable");
        assert!(versions[0].tags.is_empty());
    }
    let body = row(|row| {
        row.as_object_mut().expect("an object").remove("metadata");
    });
    assert!(versions(PackageType::Maven, &body).is_ok());
}

#[test]
fn one_row_that_does_not_fit_makes_the_page_an_error_that_names_it() {
    let good = json!({"id": 1, "name": "1.0.0"});
    for (bad, expected) in [
        (json!({"id": 7}), "row 2 (version 7): expected `name` to be a text, found nothing"),
        (
            json!({"id": 7, "name": null}),
            "row 2 (version 7): expected `name` to be a text, found null",
        ),
        (json!({"name": "1"}), "row 2: expected `id` to be a whole number, found nothing"),
        (
            json!({"id": "7", "name": "1"}),
            "row 2 (version \"7\"): expected `id` to be a whole number, found a text",
        ),
        (
            json!({"id": -7, "name": "1"}),
            "row 2 (version -7): expected `id` to be a whole number, found the number -7",
        ),
        (
            json!({"id": 7, "name": "1", "metadata": []}),
            "row 2 (version 7): expected `metadata` to be an object or nothing, found a list",
        ),
        (
            json!({"id": 7, "name": "1", "metadata": {"container": {"tags": "latest"}}}),
            "row 2 (version 7): expected `metadata.container.tags` to be a list of texts or nothing, \
             found a text",
        ),
        (
            json!({"id": 7, "name": "1", "metadata": {"docker": {"tag": [1]}}}),
            "row 2 (version 7): expected `metadata.docker.tag` to be a list of texts or nothing, \
             found a list",
        ),
        (json!(5), "row 2: expected an object, found the number 5"),
        (Value::Null, "row 2: expected an object, found null"),
    ] {
        assert_eq!(error(PackageType::Npm, &page(&json!([good, bad]))), expected);
    }
}

#[test]
fn an_answer_that_is_no_list_is_an_error() {
    assert_eq!(
        error(PackageType::Npm, br#"{"message":"Not Found"}"#),
        "the answer: expected a list of versions, found an object"
    );
    assert!(error(PackageType::Npm, b"<html>").starts_with("the answer: expected JSON"));
}

#[test]
fn json_that_ends_in_the_middle_is_told_from_json_that_is_wrong() {
    let whole = row(|_| {});
    for length in 0..whole.len() {
        let error = versions(PackageType::Container, &whole[..length]).expect_err("cut off");
        assert!(error.broken_off, "cut at {length}: {error}");
    }
    let wrong = versions(PackageType::Container, b"[{\"id\":]").expect_err("wrong");
    assert!(!wrong.broken_off);
}

#[test]
fn an_empty_page_is_a_page() {
    assert_eq!(versions(PackageType::Npm, b"[]"), Ok(Vec::new()));
}

#[test]
fn a_single_version_is_read_like_a_row() {
    let body = page(&json!({"id": 7, "name": "1.0.0"}));
    assert_eq!(version(PackageType::Npm, &body).expect("decodable").id, VersionId(7));
    let error = version(PackageType::Container, &body).expect_err("no tags").to_string();
    assert!(error.starts_with("version 7: "), "{error}");
}

#[test]
fn a_package_is_of_the_type_that_was_asked_for() {
    let body = page(&json!([
        {"name": "App/Web", "package_type": "npm", "visibility": "internal", "version_count": 3,
         "repository": {"full_name": "octo/app"}},
        {"name": "bare", "visibility": "secret", "version_count": -1, "repository": null},
        {"name": "barer", "visibility": 5},
    ]));
    let packages = packages(PackageType::Container, &body).expect("decodable");
    let key = |name: &str| PackageKey {
        package_type: PackageType::Container,
        name: PackageName::new(name),
    };
    let bare =
        |name| Package { key: key(name), visibility: None, repository: None, version_count: None };
    assert_eq!(
        packages,
        [
            Package {
                key: key("App/Web"),
                visibility: Some(Visibility::Internal),
                repository: RepositoryName::parse("octo/app"),
                version_count: Some(3),
            },
            bare("bare"),
            bare("barer"),
        ]
    );
    let error = package(PackageType::Npm, b"{\"name\":5}").expect_err("no name").to_string();
    assert_eq!(error, "package 5: expected `name` to be a text, found the number 5");
}

#[test]
fn an_account_is_a_user_or_an_organization() {
    let read = |kind: &str| account(json!({"login": "Octo", "type": kind}).to_string().as_bytes());
    let account = |kind| Account { login: Login::new("Octo"), kind };
    assert_eq!(read("User"), Ok(account(AccountKind::User)));
    assert_eq!(read("Organization"), Ok(account(AccountKind::Organization)));
    let error = read("Bot").expect_err("unknown").to_string();
    assert_eq!(error, "account \"Octo\": expected `type` to be User or Organization, found `Bot`");
}
