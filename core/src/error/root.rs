//! The root of a failure, read off the chain of events that led to it.

use crate::event::{Event, EventKind};

/// What is at the bottom of a failure. The catalogues hold `root-KEY` (what it was) and `fix-KEY` (what to do).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Its key, one of [`ROOTS`].
    pub key: &'static str,
    /// The resource that it is about, without what kind of resource it is.
    pub subject: String,
    /// What the sentences say of it: a host, a port, a variable, a code, an image.
    pub detail: String,
    /// A second number, such as the port on which a program listens.
    pub other: String,
}

/// Every key of a [`Root`].
pub const ROOTS: &[&str] = &[
    "check-fails",
    "check-tool",
    "disk-full",
    "ends",
    "environment",
    "fault",
    "group-closed",
    "host-name",
    "image",
    "memory",
    "no-way-out",
    "old-data",
    "old-version",
    "peer",
    "port",
    "port-taken",
    "processor",
    "pull-limit",
    "quota",
    "role",
    "secret",
    "starting",
    "task-storage",
];

/// Finds the root in a chain that begins with the effect: the deepest event that says by itself what is wrong.
#[must_use]
pub fn root<'e>(chain: &[&'e Event]) -> Option<(&'e Event, Root)> {
    let mut found: Option<(&Event, Root)> = None;
    for event in chain {
        let Some(root) = of(event) else {
            continue;
        };
        // A program that ends tells less than why it ends; one that ended before in the same way tells nothing new.
        let vague = ["ends", "check-fails"].contains(&root.key);
        let known = found.as_ref().is_some_and(|(_, known)| {
            vague || (known.key, &known.subject) == (root.key, &root.subject)
        });
        if !known {
            found = Some((event, root));
        }
    }
    found
}

/// What one event says of a root, if anything.
fn of(event: &Event) -> Option<Root> {
    match &event.kind {
        EventKind::Message { resource, text } => message(resource, text),
        EventKind::State {
            resource,
            to,
            reason,
            ..
        } => state(resource, to, reason),
        EventKind::Call {
            code: Some(code),
            about,
            operation,
        } => refusal(operation, code, about),
        EventKind::Fault { fault, subject, .. } => Some(made("fault", subject, fault.name())),
        // Where nothing below says it, the words with which the step ended do.
        EventKind::StepFinished {
            error: Some(error), ..
        } => words("", last_line(error)),
        _ => None,
    }
}

/// The last line of what a command wrote.
fn last_line(error: &str) -> &str {
    let said = error
        .split_once(" ended with ")
        .map_or(error, |(_, said)| said);
    let said = said.split_once(": ").map_or(said, |(_, said)| said);
    said.trim_end().lines().last().unwrap_or_default()
}

fn made(key: &'static str, resource: &str, detail: &str) -> Root {
    let subject = match resource.split_once('/') {
        Some(("container", rest)) => rest.rsplit('/').next().unwrap_or(rest),
        _ => resource,
    };
    Root {
        key,
        subject: subject.to_owned(),
        detail: detail.to_owned(),
        other: String::new(),
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let rest = text.split_once(before)?.1;
    Some(rest.split_once(after).map_or(rest, |(found, _)| found))
}

fn message(resource: &str, text: &str) -> Option<Root> {
    if let Some(kib) = between(text, "killed process, anon-rss:", "kB") {
        let mib = kib.parse::<u64>().unwrap_or_default() / 1_024;
        return Some(made("memory", resource, &mib.to_string()));
    }
    if let Some((port, listens)) = text
        .strip_prefix("nothing listens on port ")
        .and_then(|rest| rest.split_once(": its program listens on "))
    {
        let mut root = made("port", resource, port);
        listens.clone_into(&mut root.other);
        return Some(root);
    }
    if let Some(seconds) = between(text, "its program is still starting after ", " s") {
        return Some(made("starting", resource, seconds));
    }
    if let Some((sender, port)) =
        between(text, "no rule lets ", "\n").and_then(|rest| rest.split_once(" in on port "))
    {
        let mut root = made("group-closed", resource, port);
        sender.clone_into(&mut root.other);
        return Some(root);
    }
    if let Some(host) = between(text, "no such host: ", "\n") {
        return Some(made("host-name", resource, host));
    }
    if let Some(at) = text.find(": connection ") {
        let peer = &text[..at];
        let silent = text.contains("timed out") && text.contains("no way to the internet");
        let key = if silent { "no-way-out" } else { "peer" };
        return Some(made(key, resource, peer));
    }
    if let Some(what) = between(text, "its data were made ", "\n") {
        return Some(made("old-data", resource, what));
    }
    if ["database files are incompatible", "Invalid MySQL server"]
        .iter()
        .any(|words| text.contains(words))
    {
        return Some(made("old-version", resource, text));
    }
    if let Some(variable) = variable(text) {
        return Some(made("environment", resource, variable));
    }
    words(resource, text)
}

/// The variable that a program says it lacks.
fn variable(text: &str) -> Option<&str> {
    if let Some(name) = between(text, "environment variable ", " is not set") {
        return Some(name);
    }
    if text.contains("superuser password is not specified") {
        return Some("POSTGRES_PASSWORD");
    }
    text.contains("password option is not specified")
        .then(|| between(text, "- ", ";").unwrap_or("MYSQL_ROOT_PASSWORD"))
}

fn state(resource: &str, to: &str, reason: &str) -> Option<Root> {
    if resource.starts_with("image/") && !reason.is_empty() {
        let image = resource.trim_start_matches("image/");
        let image = image
            .split_once(" on ")
            .or(image.split_once(" for "))
            .map_or(image, |(image, _)| image);
        return words(image, reason).or_else(|| Some(made("image", image, reason)));
    }
    if let Some(code) = between(reason, "exit code ", ",").filter(|_| to == "exited") {
        let ended = !["0", "143"].contains(&code);
        return ended.then(|| made("ends", resource, code));
    }
    if to == "unhealthy" {
        return Some(match tool(reason) {
            Some(tool) => made("check-tool", resource, tool),
            None => made("check-fails", resource, reason),
        });
    }
    words(resource, reason)
}

/// The program that a shell or a container runtime does not find.
fn tool(reason: &str) -> Option<&str> {
    if let Some(name) = between(reason, "exec: \"", "\": executable file not found") {
        return Some(name);
    }
    reason
        .strip_suffix(": not found")
        .and_then(|rest| rest.rsplit(": ").next())
}

fn refusal(operation: &str, code: &str, about: &str) -> Option<Root> {
    let limit = code.contains("LimitExceeded") && code != "RequestLimitExceeded"
        || code.ends_with("Quota")
        || code == "TooManyTargets";
    if limit {
        return Some(made("quota", operation, about));
    }
    words(operation, about)
}

/// Words of Docker, ECS and registries by which a root is known, whoever says them.
fn words(resource: &str, text: &str) -> Option<Root> {
    const KNOWN: &[(&str, &str)] = &[
        ("no space left on device", "disk-full"),
        ("No space left on device", "disk-full"),
        ("toomanyrequests", "pull-limit"),
        ("no matching manifest", "processor"),
        ("descriptor matching platform", "processor"),
        ("manifest unknown", "image"),
        ("manifest for", "image"),
        ("pull access denied", "image"),
        ("repository does not exist", "image"),
        ("is already allocated", "port-taken"),
        ("limit on the number of vCPUs", "quota"),
        ("unable to assume the role", "role"),
        ("retrieve secret", "secret"),
        ("ResourceNotFoundException: Secrets Manager", "secret"),
        ("i/o timeout", "no-way-out"),
    ];
    let found = KNOWN.iter().find(|(words, _)| text.contains(words))?;
    // Registries say at length which platform an image lacks.
    let platform =
        between(text, "no matching manifest for ", " ").filter(|_| found.1 == "processor");
    let key = match found.1 {
        "disk-full" if resource.starts_with("task/") => "task-storage",
        key => key,
    };
    Some(made(key, resource, platform.unwrap_or(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventId;
    use crate::time::Timestamp;

    fn event(id: u32, kind: EventKind) -> Event {
        Event {
            id: EventId(id),
            at: Timestamp::ZERO,
            cause: None,
            kind,
        }
    }

    fn says(text: &str) -> Event {
        event(
            1,
            EventKind::Message {
                resource: "container/app-db-1".to_owned(),
                text: text.to_owned(),
            },
        )
    }

    fn key(text: &str) -> Option<(&'static str, String, String)> {
        let event = says(text);
        root(&[&event]).map(|(_, r)| (r.key, r.subject, r.detail))
    }

    #[test]
    fn a_message_tells_its_root() {
        let db = "app-db-1".to_owned();
        let oom = "Memory cgroup out of memory: killed process, anon-rss:409600kB";
        assert_eq!(key(oom), Some(("memory", db.clone(), "400".to_owned())));
        let name = "databse:5432: no such host: databse";
        assert_eq!(
            key(name),
            Some(("host-name", db.clone(), "databse".to_owned()))
        );
        let refused = "db:5433: connection refused";
        assert_eq!(
            key(refused),
            Some(("peer", db.clone(), "db:5433".to_owned()))
        );
        let port = "nothing listens on port 3000: its program listens on 80";
        assert_eq!(key(port), Some(("port", db.clone(), "3000".to_owned())));
        let unset = "error: environment variable A or B is not set";
        assert_eq!(key(unset), Some(("environment", db, "A or B".to_owned())));
        assert_eq!(key("hello"), None);
    }

    #[test]
    fn a_fault_is_deeper_than_all_that_follows_from_it() {
        let fault = crate::fault::Fault::parse("out-of-memory:web").expect("a fault");
        let fault = event(
            1,
            EventKind::Fault {
                fault,
                subject: "container/app-web-1".to_owned(),
                phase: crate::event::FaultPhase::Begins,
                missed: None,
            },
        );
        let oom = says("Out of memory: killed process, anon-rss:2048kB");
        let (_, found) = root(&[&oom, &fault]).expect("a root");
        assert_eq!((found.key, &*found.subject), ("fault", "app-web-1"));
        assert_eq!(found.detail, "out-of-memory");
    }

    #[test]
    fn a_call_too_many_is_no_quota() {
        let refused = |code: &str| {
            let kind = EventKind::Call {
                operation: "ec2:RunInstances".into(),
                about: "no".to_owned(),
                code: Some(code.to_owned()),
            };
            root(&[&event(1, kind)]).map(|(_, root)| root.key)
        };
        assert_eq!(refused("VcpuLimitExceeded"), Some("quota"));
        assert_eq!(refused("RequestLimitExceeded"), None);
    }

    #[test]
    fn the_deepest_event_that_says_why_is_the_root() {
        let exited = event(
            3,
            EventKind::State {
                resource: "container/app-web-1".to_owned(),
                from: "running".into(),
                to: "exited".into(),
                reason: "exit code 1".into(),
            },
        );
        let refused = says("db:5432: connection refused");
        let (at, found) = root(&[&exited, &refused]).expect("a root");
        assert_eq!((at.id, found.key), (EventId(1), "peer"));
        let oom = says("Out of memory: killed process, anon-rss:2048kB");
        let (_, found) = root(&[&exited, &refused, &oom]).expect("a root");
        assert_eq!(found.key, "memory");
    }
}
