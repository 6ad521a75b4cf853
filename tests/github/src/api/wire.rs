//! Answers in GitHub's JSON.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::paging::encoded;
use crate::world::{
    DockerTagsKey, Owner, Package, PackageType, Repository, Stamp, Version, Visibility, World,
    time_text,
};

/// Where pages for people live.
const SITE: &str = "https://github.com";

pub(crate) fn owner(owner: &Owner, base: &str) -> Value {
    let Owner { id, login, .. } = owner;
    let url = format!("{base}/users/{login}");
    json!({
        "login": login,
        "id": id,
        "node_id": format!("MDQ6VXNlcj{id}"),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
        "gravatar_id": "",
        "url": url,
        "html_url": format!("{SITE}/{login}"),
        "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
        "type": owner.kind_text(),
        "site_admin": false,
    })
}

/// The keys of a repository that are its URL and something behind it.
const REPOSITORY_URLS: [(&str, &str); 37] = [
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
    ("url", ""),
];

/// A repository as packages embed it, and most of what it answers itself.
pub(crate) fn repository(it: &Repository, world: &World, base: &str) -> Value {
    let url = format!("{base}/repos/{}", it.full_name);
    let mut body = Map::new();
    for (key, rest) in REPOSITORY_URLS {
        body.insert(key.to_owned(), Value::String(format!("{url}{rest}")));
    }
    let node = format!("MDEwOlJlcG9zaXRvcnk{}", it.id);
    for (key, value) in [
        ("id", json!(it.id)),
        ("node_id", json!(node)),
        ("name", json!(it.name())),
        ("full_name", json!(it.full_name)),
        ("private", json!(it.visibility != Visibility::Public)),
        ("owner", world.owner(it.owner()).map_or(Value::Null, |it| owner(it, base))),
        ("html_url", json!(format!("{SITE}/{}", it.full_name))),
        ("description", json!(format!("The repository {}", it.name()))),
        ("fork", json!(false)),
    ] {
        body.insert(key.to_owned(), value);
    }
    Value::Object(body)
}

#[derive(Serialize)]
struct PackageBody {
    id: u64,
    name: String,
    package_type: &'static str,
    owner: Value,
    version_count: usize,
    visibility: &'static str,
    url: String,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<Value>,
    html_url: String,
}

pub(crate) fn package(
    package: &Package,
    its_owner: &Owner,
    world: &World,
    base: &str,
) -> impl Serialize {
    let linked = package.repository.as_ref().and_then(|name| world.repository(name));
    PackageBody {
        id: package.id,
        name: package.name.clone(),
        package_type: package.package_type.as_str(),
        owner: owner(its_owner, base),
        version_count: package.versions.active_count(),
        visibility: package.visibility.as_str(),
        url: package_url(package, its_owner, base),
        created_at: time_text(package.created_at),
        updated_at: time_text(package.updated_at),
        repository: linked.map(|it| repository(it, world, base)),
        html_url: package_page(package, its_owner),
    }
}

fn space(owner: &Owner) -> &'static str {
    if owner.is_organization() { "orgs" } else { "users" }
}

fn package_url(package: &Package, owner: &Owner, base: &str) -> String {
    let (space, kind) = (space(owner), package.package_type.as_str());
    format!("{base}/{space}/{}/packages/{kind}/{}", owner.login, encoded(&package.name))
}

/// The page for people. Types that live in a repository have theirs there.
fn package_page(package: &Package, owner: &Owner) -> String {
    match &package.repository {
        Some(repository) if package.package_type != PackageType::Container => {
            format!("{SITE}/{repository}/packages/{}", package.id)
        }
        _ => {
            let (space, kind) = (space(owner), package.package_type.as_str());
            let name = encoded(&package.name);
            format!("{SITE}/{space}/{}/packages/{kind}/package/{name}", owner.login)
        }
    }
}

#[derive(Serialize)]
struct VersionBody<'w> {
    id: u64,
    name: &'w str,
    url: String,
    package_html_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'w str>,
    #[serde(skip_serializing_if = "Written::is_missing")]
    created_at: Written,
    #[serde(skip_serializing_if = "Written::is_missing")]
    updated_at: Written,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'w str>,
    html_url: String,
    metadata: Metadata<'w>,
}

#[derive(Serialize)]
struct Metadata<'w> {
    package_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    container: Option<Tags<'w>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    docker: Option<Tags<'w>>,
}

#[derive(Serialize)]
struct Tags<'w> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'w [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<&'w [String]>,
}

struct Written(Stamp);

impl Written {
    fn is_missing(&self) -> bool {
        self.0 == Stamp::Missing
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.time().map(time_text).serialize(serializer)
    }
}

/// Writes the versions of one package.
pub(crate) struct VersionWriter {
    url: String,
    page: String,
    version_page: String,
    kind: PackageType,
    docker: DockerTagsKey,
}

impl VersionWriter {
    pub(crate) fn of(package: &Package, owner: &Owner, world: &World, base: &str) -> Self {
        let page = package_page(package, owner);
        let name = encoded(&package.name);
        let version_page = match package.package_type {
            PackageType::Container => {
                format!("{SITE}/{}/{}/packages/container/{name}/", space(owner), owner.login)
            }
            PackageType::Npm
            | PackageType::Maven
            | PackageType::Rubygems
            | PackageType::Nuget
            | PackageType::Docker => format!("{page}?version="),
        };
        Self {
            url: package_url(package, owner, base),
            page,
            version_page,
            kind: package.package_type,
            docker: world.docker_tags_key,
        }
    }

    pub(crate) fn write<'w>(&self, version: &'w Version) -> impl Serialize + use<'w> {
        let tags = version.tags.as_slice();
        let (container, docker) = match (self.kind, self.docker) {
            (PackageType::Container, _) => (Some(Tags { tags: Some(tags), tag: None }), None),
            (PackageType::Docker, DockerTagsKey::Tag) => {
                (None, Some(Tags { tags: None, tag: Some(tags) }))
            }
            (PackageType::Docker, DockerTagsKey::Tags) => {
                (None, Some(Tags { tags: Some(tags), tag: None }))
            }
            _ => (None, None),
        };
        let page_of_version = match self.kind {
            PackageType::Container => version.id.to_string(),
            PackageType::Npm
            | PackageType::Maven
            | PackageType::Rubygems
            | PackageType::Nuget
            | PackageType::Docker => version.name.clone(),
        };
        VersionBody {
            id: version.id,
            name: &version.name,
            url: format!("{}/versions/{}", self.url, version.id),
            package_html_url: self.page.clone(),
            license: version.license.as_deref(),
            created_at: Written(version.created_at),
            updated_at: Written(version.updated_at),
            deleted_at: version.deleted_at.map(time_text),
            description: version.description.as_deref(),
            html_url: format!("{}{page_of_version}", self.version_page),
            metadata: Metadata { package_type: self.kind.as_str(), container, docker },
        }
    }
}
