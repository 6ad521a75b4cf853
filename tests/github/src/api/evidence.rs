//! What repositories tell: pull requests, branches, git tags, releases. Only what is read of them.

use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use super::call::{Call, Caller};
use super::paging::Page;
use super::wire;
use crate::world::{
    Owner, OwnerKind, PullHead, PullRequest, PullState, ReleaseStage, Repository, Token, TokenKind,
    Visibility, WorkflowPermission, World,
};

/// A path under `/repos/{owner}/{repo}`, or under its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RepositoryPath {
    pub(crate) repository: RepositoryHandle,
    pub(crate) subject: Subject,
    /// What comes after the repository, for canonical URLs.
    pub(crate) rest: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RepositoryHandle {
    FullName(String),
    Id(u64),
}

/// What a path asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Repository,
    Pull(u64),
    Pulls,
    Branch(String),
    Branches,
    /// Git refs that begin so, such as `tags/v1`.
    MatchingRefs(String),
    Tags,
    Releases,
}

impl Subject {
    /// Reads the segments after the repository. A branch's name may contain slashes as they are.
    pub(crate) fn of(rest: &[String]) -> Option<Self> {
        let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
        match rest.as_slice() {
            [] => Some(Self::Repository),
            ["pulls"] => Some(Self::Pulls),
            ["pulls", number] => number.parse().ok().map(Self::Pull),
            ["branches"] => Some(Self::Branches),
            ["branches", name @ ..] => Some(Self::Branch(name.join("/"))),
            ["git", "matching-refs", prefix @ ..] => Some(Self::MatchingRefs(prefix.join("/"))),
            ["tags"] => Some(Self::Tags),
            ["releases"] => Some(Self::Releases),
            _ => None,
        }
    }

    pub(crate) fn is_listing(&self) -> bool {
        matches!(self, Self::Pulls | Self::Branches | Self::Tags | Self::Releases)
    }

    fn documentation_url(&self) -> &'static str {
        match self {
            Self::Repository => "https://docs.github.com/rest/repos/repos#get-a-repository",
            Self::Pull(_) => "https://docs.github.com/rest/pulls/pulls#get-a-pull-request",
            Self::Pulls => "https://docs.github.com/rest/pulls/pulls#list-pull-requests",
            Self::Branch(_) => "https://docs.github.com/rest/branches/branches#get-a-branch",
            Self::Branches => "https://docs.github.com/rest/branches/branches#list-branches",
            Self::MatchingRefs(_) => {
                "https://docs.github.com/rest/git/refs#list-matching-references"
            }
            Self::Tags => "https://docs.github.com/rest/repos/repos#list-repository-tags",
            Self::Releases => "https://docs.github.com/rest/releases/releases#list-releases",
        }
    }
}

pub(crate) fn answer(
    path: &RepositoryPath,
    call: &Call<'_>,
    caller: &Caller,
    world: &World,
) -> Answer {
    let doc = path.subject.documentation_url();
    let not_found = || Answer::error(StatusCode::NOT_FOUND, "Not Found", doc);
    let found = match &path.repository {
        RepositoryHandle::FullName(name) => world.repository(name),
        RepositoryHandle::Id(id) => world.repository_by_id(*id),
    };
    let Some(repository) = found else {
        return redirect(path, call, caller, world).unwrap_or_else(not_found);
    };
    match access(repository, caller.token.as_ref(), world) {
        Access::Hidden => return not_found(),
        Access::Forbidden => {
            let message = "Resource not accessible by integration";
            return Answer::error(StatusCode::FORBIDDEN, message, doc);
        }
        Access::Reads | Access::Writes => {}
    }
    let scene = Scene { repository, path, call, world };
    match &path.subject {
        Subject::Repository => ok(&scene.repository()),
        Subject::Pull(number) => {
            let pull = repository.pulls.iter().find(|pull| pull.number == *number);
            pull.map_or_else(not_found, |pull| ok(&scene.pull(pull)))
        }
        Subject::Pulls => scene.pulls(),
        Subject::Branch(name) => {
            let branch = repository.branches.iter().find(|branch| *branch == name);
            let missing = || Answer::error(StatusCode::NOT_FOUND, "Branch not found", doc);
            branch.map_or_else(missing, |name| ok(&scene.branch(name)))
        }
        Subject::Branches => {
            scene.paged(repository.branches.iter().map(|name| scene.branch(name)).collect())
        }
        Subject::MatchingRefs(prefix) => scene.matching_refs(prefix),
        Subject::Tags => {
            scene.paged(repository.git_tags.iter().rev().map(|name| scene.tag(name)).collect())
        }
        Subject::Releases => scene.releases(caller.token.as_ref()),
    }
}

/// A repository that had another name is where it is now.
fn redirect(
    path: &RepositoryPath,
    call: &Call<'_>,
    caller: &Caller,
    world: &World,
) -> Option<Answer> {
    let RepositoryHandle::FullName(name) = &path.repository else { return None };
    let repository = world.renamed_repository(name)?;
    if access(repository, caller.token.as_ref(), world) == Access::Hidden {
        return None;
    }
    let url = format!("{}/repositories/{}{}", call.base, repository.id, path.rest);
    let body = json!({ "message": "Moved Permanently", "url": url,
        "documentation_url": "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects" });
    Some(Answer::json(StatusCode::MOVED_PERMANENTLY, &body).with("location", &url))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// It is not even admitted that there is one.
    Hidden,
    Forbidden,
    Reads,
    Writes,
}

fn access(repository: &Repository, token: Option<&Token>, world: &World) -> Access {
    let public = repository.visibility == Visibility::Public;
    let otherwise = if public { Access::Reads } else { Access::Hidden };
    match token.map(|token| &token.kind) {
        Some(TokenKind::Workflow { repository: own, of_repository, .. }) => {
            let at_home = own.eq_ignore_ascii_case(&repository.full_name);
            match (at_home, of_repository) {
                (true, WorkflowPermission::Write) => Access::Writes,
                (true, WorkflowPermission::Read) => Access::Reads,
                (true, WorkflowPermission::None) if !public => Access::Forbidden,
                (true, WorkflowPermission::None) | (false, _) => otherwise,
            }
        }
        Some(TokenKind::Classic { login, .. }) => {
            let belongs = world.owner(repository.owner()).is_some_and(|it| includes(it, login));
            let scoped = token.is_some_and(|token| token.has_scope("repo"));
            if belongs && scoped { Access::Writes } else { otherwise }
        }
        None | Some(TokenKind::Installation { .. } | TokenKind::FineGrained { .. }) => otherwise,
    }
}

fn includes(owner: &Owner, login: &str) -> bool {
    match &owner.kind {
        OwnerKind::User => owner.is_called(login),
        OwnerKind::Organization { owners, members, .. } => {
            owners.iter().chain(members).any(|it| it.eq_ignore_ascii_case(login))
        }
    }
}

fn ok(body: &Value) -> Answer {
    Answer::json(StatusCode::OK, body)
}

struct Scene<'s> {
    repository: &'s Repository,
    path: &'s RepositoryPath,
    call: &'s Call<'s>,
    world: &'s World,
}

impl Scene<'_> {
    fn url(&self) -> String {
        format!("{}/repos/{}", self.call.base, self.repository.full_name)
    }

    fn paged(&self, rows: Vec<Value>) -> Answer {
        let page = Page::asked(&self.call.query);
        let total = rows.len();
        let rows: Vec<Value> = rows.into_iter().skip(page.skip()).take(page.size).collect();
        let id = self.repository.id;
        let url = format!("{}/repositories/{id}{}", self.call.base, self.path.rest);
        let answer = ok(&Value::Array(rows));
        match page.link(&url, &self.call.query, total) {
            Some(link) => answer.with("link", &link),
            None => answer,
        }
    }

    fn repository(&self) -> Value {
        let mut body = wire::repository(self.repository, self.world, self.call.base);
        body["default_branch"] = json!("main");
        body["visibility"] = json!(self.repository.visibility.as_str());
        body
    }

    /// Newest first, as GitHub lists them unless told otherwise.
    fn pulls(&self) -> Answer {
        let query = &self.call.query;
        let state = query.get("state").unwrap_or("open");
        let head = query.get("head");
        let is_asked = |pull: &&PullRequest| {
            let open = pull.state == PullState::Open;
            let stands = state == "all" || (state == "open") == open;
            stands && head.is_none_or(|head| self.label(pull).eq_ignore_ascii_case(head))
        };
        let pulls = self.repository.pulls.iter().rev().filter(is_asked);
        self.paged(pulls.map(|pull| self.pull(pull)).collect())
    }

    /// `owner:branch`.
    fn label(&self, pull: &PullRequest) -> String {
        let owner = match &pull.head {
            PullHead::Same => self.repository.owner(),
            PullHead::Fork(name) => name.split('/').next().unwrap_or_default(),
            PullHead::Gone => "ghost",
        };
        format!("{owner}:{}", pull.head_branch)
    }

    fn pull(&self, pull: &PullRequest) -> Value {
        let number = pull.number;
        let url = format!("{}/pulls/{number}", self.url());
        let brief = |name: &str| json!({ "full_name": name, "name": name.split('/').nth(1) });
        let own = brief(&self.repository.full_name);
        let head_repository = match &pull.head {
            PullHead::Same => own.clone(),
            PullHead::Fork(name) => brief(name),
            PullHead::Gone => Value::Null,
        };
        let closed_at = (pull.state != PullState::Open).then_some("2026-01-02T03:04:05Z");
        let merged_at = (pull.state == PullState::Merged).then_some("2026-01-02T03:04:05Z");
        let owner = self.repository.owner();
        json!({
            "url": url,
            "id": self.repository.id * 1_000 + number,
            "html_url": format!("https://github.com/{}/pull/{number}", self.repository.full_name),
            "number": number,
            "state": if pull.state == PullState::Open { "open" } else { "closed" },
            "locked": false,
            "title": format!("Pull request {number}"),
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-02T03:04:05Z",
            "closed_at": closed_at,
            "merged_at": merged_at,
            "merged": pull.state == PullState::Merged,
            "draft": false,
            "head": {
                "label": self.label(pull),
                "ref": pull.head_branch,
                "sha": self.repository.commit(&pull.head_branch),
                "repo": head_repository,
            },
            "base": {
                "label": format!("{owner}:main"),
                "ref": "main",
                "sha": self.repository.commit("main"),
                "repo": own,
            },
        })
    }

    fn commit(&self, of: &str) -> Value {
        let sha = self.repository.commit(of);
        json!({ "sha": sha, "url": format!("{}/commits/{sha}", self.url()) })
    }

    fn branch(&self, name: &str) -> Value {
        json!({ "name": name, "commit": self.commit(name), "protected": name == "main" })
    }

    fn tag(&self, name: &str) -> Value {
        json!({
            "name": name,
            "commit": self.commit(name),
            "zipball_url": format!("{}/zipball/refs/tags/{name}", self.url()),
            "tarball_url": format!("{}/tarball/refs/tags/{name}", self.url()),
            "node_id": "REF",
        })
    }

    /// All refs at once: GitHub does not page them.
    fn matching_refs(&self, prefix: &str) -> Answer {
        let heads = self.repository.branches.iter().map(|name| format!("heads/{name}"));
        let tags = self.repository.git_tags.iter().map(|name| format!("tags/{name}"));
        let mut refs: Vec<String> =
            heads.chain(tags).filter(|name| name.starts_with(prefix)).collect();
        refs.sort_unstable();
        let written = refs.iter().map(|name| {
            let short = name.split_once('/').map_or(name.as_str(), |(_, short)| short);
            let mut object = self.commit(short);
            object["type"] = json!("commit");
            let url = format!("{}/git/refs/{name}", self.url());
            json!({ "ref": format!("refs/{name}"), "node_id": "REF", "url": url, "object": object })
        });
        ok(&written.collect())
    }

    /// Newest first; drafts only for those who may push.
    fn releases(&self, token: Option<&Token>) -> Answer {
        let writes = access(self.repository, token, self.world) == Access::Writes;
        let releases = self.repository.releases.iter().enumerate().rev();
        let seen = releases.filter(|(_, it)| writes || it.stage != ReleaseStage::Draft);
        let rows = seen.map(|(at, it)| {
            let id = self.repository.id * 1_000 + at as u64;
            json!({
                "url": format!("{}/releases/{id}", self.url()),
                "id": id,
                "tag_name": it.tag,
                "target_commitish": "main",
                "name": it.tag,
                "draft": it.stage == ReleaseStage::Draft,
                "prerelease": it.stage == ReleaseStage::Prerelease,
                "created_at": "2026-01-01T00:00:00Z",
                "published_at": (it.stage != ReleaseStage::Draft).then_some("2026-01-01T00:00:00Z"),
                "assets": [],
            })
        });
        self.paged(rows.collect())
    }
}
