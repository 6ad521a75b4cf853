//! What the event that started the workflow tells of the owner.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::domain::Login;
use crate::inputs::request::OwnerKind;

/// What kind of account the owner is, as far as the event's file tells it.
///
/// The runner writes the webhook's payload there. It describes the repository with its owner's
/// `type`, and the organisation where there is one. Of other accounts, or where the file can't be
/// read or has another form, it tells nothing, and GitHub has to be asked.
pub(super) fn owner_kind(event_file: Option<&Path>, owner: &Login) -> OwnerKind {
    event_file
        .and_then(|file| fs::read(file).ok())
        .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
        .map_or(OwnerKind::Ask, |payload| kind_in(&payload, owner))
}

/// What the payload tells of the owner.
fn kind_in(payload: &Value, owner: &Login) -> OwnerKind {
    let is_owner = |account: &Value| {
        let login = account["login"].as_str();
        login.is_some_and(|login| owner.is_same_account(&Login::new(login)))
    };
    let account = &payload["repository"]["owner"];
    match account["type"].as_str() {
        Some("Organization") if is_owner(account) => OwnerKind::Organization,
        Some("User") if is_owner(account) => OwnerKind::User,
        _ if is_owner(&payload["organization"]) => OwnerKind::Organization,
        _ => OwnerKind::Ask,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(payload: &Value) -> OwnerKind {
        kind_in(payload, &Login::new("Octo"))
    }

    #[test]
    fn the_repositorys_owner_tells_its_type() {
        let payload =
            |kind: &str| json!({"repository": {"owner": {"login": "octo", "type": kind}}});
        assert_eq!(kind(&payload("Organization")), OwnerKind::Organization);
        assert_eq!(kind(&payload("User")), OwnerKind::User);
        assert_eq!(kind(&payload("Martian")), OwnerKind::Ask);
    }

    #[test]
    fn the_payloads_organisation_is_one() {
        assert_eq!(kind(&json!({"organization": {"login": "OCTO"}})), OwnerKind::Organization);
    }

    #[test]
    fn of_other_accounts_it_tells_nothing() {
        let payload = json!({
            "repository": {"owner": {"login": "somebody", "type": "User"}},
            "organization": {"login": "some-company"},
        });
        assert_eq!(kind(&payload), OwnerKind::Ask);
    }

    #[test]
    fn a_file_that_cannot_be_read_tells_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("event.json");
        let owner = Login::new("octo");
        assert_eq!(owner_kind(None, &owner), OwnerKind::Ask);
        assert_eq!(owner_kind(Some(&file), &owner), OwnerKind::Ask);
        for text in ["", "{", "[]", "null", "\"repository\"", r#"{"repository": 5}"#] {
            fs::write(&file, text).unwrap();
            assert_eq!(owner_kind(Some(&file), &owner), OwnerKind::Ask, "{text}");
        }
        fs::write(&file, r#"{"repository": {"owner": {"login": "octo", "type": "User"}}}"#)
            .unwrap();
        assert_eq!(owner_kind(Some(&file), &owner), OwnerKind::User);
    }
}
