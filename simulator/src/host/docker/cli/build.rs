//! `docker build` and `docker buildx build`: what they are asked for.

use super::command::Outcome;
use super::flags::Parsed;
use crate::host::docker::build::{Build, Dockerfile, bases};
use crate::host::docker::engine::Client;
use crate::host::docker::fetch::{Fetch, For, Policy};
use crate::host::docker::image;
use crate::host::docker::op::Op;
use crate::host::docker::plan::{Failure, Plan};
use crate::host::{is_folder, read_file};
use crate::world::World;

pub(super) fn build(w: &mut World, client: Client, parsed: &Parsed) -> Result<Outcome, Failure> {
    let failed = |words: String| Failure::new(1, words);
    let tags: Vec<String> = parsed.list("tag").map(str::to_owned).collect();
    for tag in &tags {
        image::check_reference(tag).map_err(|r| {
            let why = &r.0;
            let words = format!("ERROR: invalid tag {tag:?}: {why}");
            Failure::new(1, words)
        })?;
    }
    let context = &parsed.arguments[0];
    if context == "-" || context.contains("://") {
        return Err(failed(
            "paperboat: not modelled: a context that is no folder".to_owned(),
        ));
    }
    if !is_folder(w, client.job, context) {
        return Err(failed(format!(
            "ERROR: unable to prepare context: path {context:?} not found"
        )));
    }
    let own = format!("{}/Dockerfile", context.trim_end_matches('/'));
    let path = parsed.text("file").unwrap_or(&own).to_owned();
    let arguments = parsed
        .list("build-arg")
        .map(|text| match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => {
                let shell = &w.hosts.jobs[client.job].process.env;
                (
                    text.to_owned(),
                    shell.get(text).cloned().unwrap_or_default(),
                )
            }
        });
    let build = Build {
        context: w.hosts.jobs[client.job].process.absolute(context),
        arguments: arguments.collect(),
        tags,
        target: parsed.text("target").map(str::to_ascii_lowercase),
        quiet: parsed.is("quiet"),
        prints: parsed.is("quiet"),
        code: 1,
        ..Build::default()
    };
    let mut plan = Plan::strict();
    add(w, client, build, (&path, parsed.is("pull")), &mut plan)?;
    Ok(Outcome::Work(plan))
}

/// Adds to a plan what a build takes: the images that it stands on, and the build, of which all is said but the Dockerfile's
/// text; gives the place of the last. `path` is where that is, `pulls` whether images that are there are asked for again.
///
/// # Errors
/// In BuildKit's words, when the Dockerfile is not there or cannot be read.
pub(in crate::host::docker) fn add(
    w: &World,
    client: Client,
    mut build: Build,
    (path, pulls): (&str, bool),
    plan: &mut Plan,
) -> Result<usize, Failure> {
    let code = build.code;
    let failed = |why: String| Failure::new(code, format!("ERROR: failed to solve: {why}"));
    let name = path.rsplit('/').next().unwrap_or_default();
    let text = read_file(w, client.job, path).map_err(|_| {
        failed(format!(
            "failed to read dockerfile: open {name}: no such file or directory"
        ))
    })?;
    build.file = Dockerfile::read(&text).map_err(failed)?;
    let policy = if pulls {
        Policy::Always
    } else {
        Policy::Missing
    };
    let mut fetched = Vec::new();
    for base in bases(&build.file, &build.arguments) {
        let fetch = Fetch::new(&base, policy, For::Build { code });
        fetched.push(plan.add(Op::Fetch(fetch), &[]));
    }
    Ok(plan.add(Op::Build(Box::new(build)), &fetched))
}
