//! Every answer against GitHub's own description of the API, where a copy of it is at hand.

use std::io::Write as _;
use std::path::Path;

use github_standin::{DockerTagsKey, PackageType, World};
use serde_json::{Value, json};

use crate::client::{ADMIN, Reply, get, send, serve, world};

/// `None`, and a line that the test harness does not swallow, where there is no copy.
fn description() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/data/github-packages.openapi.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        let line = b"SKIPPED: GitHub's description of the API is not at hand\n";
        std::io::stderr().write_all(line).expect("stderr");
        return None;
    };
    Some(serde_json::from_str(&text).expect("a description in JSON"))
}

/// A world whose docker versions answer as the description requires it.
fn described_world() -> World {
    let mut world = world();
    world.docker_tags_key = DockerTagsKey::Tags;
    world
}

#[test]
fn every_operations_answer_fits_githubs_description() {
    let Some(description) = description() else { return };
    let mut operations = 0;
    for (path, methods) in description["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            if path.ends_with("/docker/conflicts") {
                continue;
            }
            operations += 1;
            for kind in PackageType::ALL {
                let (reply, target) = perform(path, method, kind);
                check(&description, operation, &reply, &format!("{method} {target}"));
            }
        }
    }
    assert_eq!(operations, 24);
}

fn perform(path: &str, method: &str, kind: PackageType) -> (Reply, String) {
    let server = serve(described_world());
    let filled = path
        .replace("{org}", "octo-org")
        .replace("{username}", "octocat")
        .replace("{package_type}", kind.as_str())
        .replace("{package_name}", "hello");
    let package = filled.split("/versions").next().unwrap_or(&filled).trim_end_matches("/restore");
    if method == "post" && !path.contains("/versions") {
        assert_eq!(send(&server, "DELETE", package, ADMIN).status, 204);
    }
    let mut target = filled.clone();
    if path.contains("{package_version_id}") {
        let id = get(&server, &format!("{package}/versions")).ids()[1];
        target = filled.replace("{package_version_id}", &id.to_string());
        if method == "post" {
            let version = target.trim_end_matches("/restore");
            assert_eq!(send(&server, "DELETE", version, ADMIN).status, 204);
        }
    }
    if target.ends_with("/packages") {
        target = format!("{target}?package_type={}", kind.as_str());
    }
    (send(&server, &method.to_uppercase(), &target, ADMIN), target)
}

fn check(description: &Value, operation: &Value, reply: &Reply, what: &str) {
    let mut response = &operation["responses"][reply.status.to_string()];
    assert!(!response.is_null(), "{what}: {} is not described", reply.status);
    if let Some(reference) = response["$ref"].as_str() {
        response = description.pointer(reference.trim_start_matches('#')).expect("a response");
    }
    let schema = &response["content"]["application/json"]["schema"];
    if schema.is_null() {
        assert_eq!(reply.body.len(), 0, "{what}");
    } else {
        fits(description, schema, &reply.json(), what);
    }
}

fn fits(description: &Value, schema: &Value, value: &Value, what: &str) {
    let schema = json!({ "allOf": [schema], "components": description["components"] });
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

#[test]
fn errors_have_the_shape_that_github_describes() {
    let Some(description) = description() else { return };
    let schema = json!({ "$ref": "#/components/schemas/basic-error" });
    let server = serve(described_world());
    for (method, target, token, status) in [
        ("GET", "/orgs/octo-org/packages?package_type=npm", "wrong", 401),
        ("GET", "/orgs/octo-org/packages?package_type=npm&page=101&per_page=100", ADMIN, 400),
        ("GET", "/orgs/octo-org/packages/npm/none", ADMIN, 404),
        ("DELETE", "/user/packages/npm/hello/versions/1", ADMIN, 404),
        ("GET", "/nowhere", ADMIN, 404),
    ] {
        let reply = send(&server, method, target, token);
        assert_eq!(reply.status, status, "{target}");
        let body = reply.json();
        fits(&description, &schema, &body, target);
        assert_eq!(body["status"], status.to_string());
        assert!(body["message"].is_string() && body["documentation_url"].is_string());
    }
}
