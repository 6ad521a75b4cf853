//! The example answers of the founding reference, for every type, against the stand-in's answers
//! for the same content.

use std::collections::BTreeMap;

use github_standin::{
    OwnerSeed, PackageSeed, PackageType, Token, VersionSeed, Visibility, World, at,
};
use serde_json::{Value, json};

use crate::client::{ADMIN, get, serve};

/// The reference has no example for maven, nuget and docker: theirs are derived, and say so.
const EXAMPLES: &str = include_str!("fixtures/reference-2021.json");

#[test]
fn the_references_examples_come_out_with_the_same_keys_and_types() {
    let examples: Vec<Value> = serde_json::from_str(EXAMPLES).expect("fixtures");
    let mut types = Vec::new();
    for example in &examples {
        let (operation, expected) = (text(&example["operation"]), &example["answer"]);
        let rows = expected.as_array().cloned().unwrap_or_else(|| vec![expected.clone()]);
        let mut world = World::new();
        let target = seed(&mut world, &rows, operation);
        let server = serve(world);
        let answer = String::from_utf8(get(&server, &target).body).expect("text");
        let answer = answer.replace(server.url(), "https://api.github.com");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        if rows[0]["version_count"].is_null() {
            // Of versions every value is known; of packages the reference's URLs contradict
            // each other.
            assert_eq!(&answer, expected, "{operation}");
            types.push(text(&rows[0]["metadata"]["package_type"]).to_owned());
        } else {
            assert_eq!(shape(&answer), shape(expected), "{operation}");
        }
    }
    for kind in PackageType::ALL {
        assert!(types.iter().any(|seen| seen == kind.as_str()), "no example of {}", kind.as_str());
    }
}

/// What a value is made of: of lists, what their first item is made of.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("null"),
        Value::Bool(_) => json!("boolean"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("string"),
        Value::Array(items) => json!([items.len(), items.first().map(shape)]),
        Value::Object(fields) => {
            let shapes: BTreeMap<_, _> = fields.iter().map(|(key, it)| (key, shape(it))).collect();
            json!(shapes)
        }
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

/// Fills the world with the content of an answer; says where it has to be asked for.
fn seed(world: &mut World, rows: &[Value], operation: &str) -> String {
    let (login, kind, name) = if rows[0]["version_count"].is_null() {
        seed_versions(world, rows)
    } else {
        seed_packages(world, rows)
    };
    let target = operation
        .replace("{org}", &login)
        .replace("{username}", &login)
        .replace("{package_type}", kind.as_str())
        .replace("{package_name}", &name)
        .replace("{package_version_id}", &rows[0]["id"].to_string());
    if target.ends_with("/packages") {
        format!("{target}?package_type={}", kind.as_str())
    } else {
        target
    }
}

fn owner<'w>(world: &'w mut World, login: &str, organization: bool) -> OwnerSeed<'w> {
    if organization {
        world.add_token(ADMIN, Token::classic("admin"));
        world.organization(login).owned_by("admin")
    } else {
        world.add_token(ADMIN, Token::classic(login));
        world.user(login)
    }
}

fn seed_packages(world: &mut World, rows: &[Value]) -> (String, PackageType, String) {
    let login = text(&rows[0]["owner"]["login"]).to_owned();
    let organization = rows[0]["owner"]["type"] == "Organization";
    for row in rows {
        let kind = PackageType::named(text(&row["package_type"])).expect("a type");
        let visibility = match text(&row["visibility"]) {
            "public" => Visibility::Public,
            _ => Visibility::Private,
        };
        let mut package = owner(world, &login, organization)
            .package(kind, text(&row["name"]))
            .visibility(visibility)
            .created(at(text(&row["created_at"])));
        if let Some(repository) = row["repository"]["full_name"].as_str() {
            package = package.linked_to(repository);
        }
        fill(package, row["version_count"].as_u64().expect("a count"));
    }
    let kind = PackageType::named(text(&rows[0]["package_type"])).expect("a type");
    (login, kind, text(&rows[0]["name"]).to_owned())
}

fn fill(package: PackageSeed<'_>, count: u64) {
    let mut version: VersionSeed<'_> = package.version("0.0.1");
    for patch in 1..count {
        version = version.version(&format!("0.0.{}", patch + 1));
    }
}

fn seed_versions(world: &mut World, rows: &[Value]) -> (String, PackageType, String) {
    // https: / / api.github.com / orgs / OWNER / packages / TYPE / NAME / versions / ID
    let parts: Vec<&str> = text(&rows[0]["url"]).split('/').collect();
    let (login, kind, name) = (parts[4], PackageType::named(parts[6]).expect("a type"), parts[7]);
    for row in rows.iter().rev() {
        let mut package = owner(world, login, parts[3] == "orgs").package(kind, name);
        let page: Vec<&str> = text(&row["package_html_url"]).split('/').collect();
        if let ["https:", "", "github.com", owner, repository, "packages", id] = page[..] {
            let id = id.parse().expect("a number");
            package = package.linked_to(&format!("{owner}/{repository}")).with_id(id);
        }
        let metadata = &row["metadata"];
        let tags =
            metadata["container"]["tags"].as_array().or(metadata["docker"]["tag"].as_array());
        let tags: Vec<&str> = tags.into_iter().flatten().map(text).collect();
        package
            .version(text(&row["name"]))
            .with_id(row["id"].as_u64().expect("a number"))
            .created(at(text(&row["created_at"])))
            .updated(at(text(&row["updated_at"])))
            .described(row["license"].as_str(), row["description"].as_str())
            .tags(&tags);
    }
    (login.to_owned(), kind, name.to_owned())
}
