//! `aws` as a person types it at home: any operation of the world, waiters, `--query`, `--output`.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use paperboat_core::aws::{
    CommandLine, Format, Misuse, Request, Verb, aws_name, page_token, read_aws, read_members,
};
use paperboat_core::error::CloudError;
use paperboat_wire::{Verdict, Waiter, print, printed, query};
use serde_json::Value;

use super::super::super::{
    JobKey, Progress, Running as Waiting, read_file, write_stderr, write_stdout,
};
use super::super::Running;
use super::part::Part;
use super::{GENERAL, REFUSED, USAGE, configure, tail};
use crate::id::REGION;
use crate::world::{CallId, World};

/// What the AWS CLI says of itself; a convention, as no version is modelled.
const VERSION: &str = "aws-cli/2 (Paperboat)";

/// A command that waits for an answer, or for its next question.
#[derive(Clone, Debug)]
pub struct Asking {
    operation: &'static str,
    /// Its members.
    members: Value,
    /// The call that is under way; none between two questions of a waiter.
    call: Option<CallId>,
    /// The pages that came before; none when one page is all that is wanted.
    pages: Option<Value>,
    part: Part,
    query: Option<String>,
    format: Format,
    wait: Option<Wait>,
    /// What a command of the AWS command line's own makes of the answer; none for an operation.
    own: Option<Own>,
}

/// What is printed of an answer that a command of the AWS command line's own has asked for.
#[derive(Clone, Copy, Debug)]
enum Own {
    /// The password of a registry (`ecr get-login-password`).
    Password,
    /// Events as lines (`logs tail`).
    Lines(tail::Form),
}

impl Asking {
    /// What the job waits with.
    fn running(self) -> Waiting {
        Waiting::Program(Running::Aws(Box::new(self)))
    }
}

/// A waiter at work.
#[derive(Clone, Debug)]
struct Wait {
    waiter: &'static Waiter,
    /// Its name as AWS's API has it.
    name: String,
    asked: u32,
}

pub(super) fn aws(w: &mut World, key: JobKey, argv: &[String]) -> Progress {
    if argv.get(1).is_some_and(|word| word == "configure") {
        return configure::configure(w, key, &argv[2..]);
    }
    let defaults = configure::defaults(&w.hosts.jobs[key].process);
    let (asked, own) = match tail::line(argv, w.now) {
        Some(Ok((line, form))) => (Some(line), Some(Own::Lines(form))),
        Some(Err(misuse)) => return refuse(w, key, &misuse),
        None => {
            let line = authorization(argv);
            let own = line.as_ref().map(|_| Own::Password);
            (line, own)
        }
    };
    let argv = asked.as_deref().unwrap_or(argv);
    let read = read_aws(argv, &defaults, &mut |path| load(w, key, path));
    let line = match read {
        Ok(line) => line,
        Err(misuse) => return refuse(w, key, &misuse),
    };
    match line.region.as_deref().filter(|region| *region != REGION) {
        Some(other) => refuse(w, key, &configure::elsewhere(other)),
        None => begin(w, key, line, own),
    }
}

/// The line that `ecr get-login-password` stands for: a command of the AWS command line's own, which asks for a token and prints
/// the password in it (AWS CLI reference).
fn authorization(argv: &[String]) -> Option<Vec<String>> {
    const COMMAND: [&str; 2] = ["ecr", "get-login-password"];
    let at = argv.windows(2).position(|pair| *pair == COMMAND)?;
    let mut line = argv.to_vec();
    "get-authorization-token".clone_into(&mut line[at + 1]);
    Some(line)
}

/// The text of a file of the person's, in the words of the C library where it cannot be had. The command line looks for the home
/// in front of the path itself, where no shell has.
fn load(w: &World, key: JobKey, path: &str) -> Result<String, String> {
    let home = w.hosts.jobs[key].process.home();
    let expanded = path.strip_prefix("~/").map(|rest| format!("{home}/{rest}"));
    let path = expanded.as_deref().unwrap_or(path);
    read_file(w, key, path).map_err(|error| format!("{error}: '{path}'"))
}

pub(super) fn refuse(w: &mut World, key: JobKey, misuse: &Misuse) -> Progress {
    write_stderr(w, key, &misuse.words);
    Progress::Exit(misuse.code)
}

fn begin(w: &mut World, key: JobKey, line: CommandLine, own: Option<Own>) -> Progress {
    let (operation, members, pages, wait) = match line.verb {
        Verb::Version => {
            write_stdout(w, key, &format!("{VERSION}\n"));
            return Progress::Exit(0);
        }
        Verb::Skeleton { members, left_out } => {
            if !left_out.is_empty() {
                let left_out = left_out.join(" ");
                let said = format!("paperboat: not modelled, and left out: {left_out}\n");
                write_stderr(w, key, &said);
            }
            let text = print("", &members, Format::Json).unwrap_or_default();
            write_stdout(w, key, &text);
            return Progress::Exit(0);
        }
        Verb::Call {
            operation,
            members,
            all_pages,
        } => {
            let pages = all_pages.then(|| Value::Object(serde_json::Map::new()));
            (operation, members, pages, None)
        }
        Verb::Wait {
            service,
            waiter,
            options,
        } => {
            let Some(found) = Waiter::find(&service, &waiter) else {
                let known: Vec<&str> = Waiter::names(&service).collect();
                let known = known.join(" ");
                let what = format!("aws {service} wait {waiter}; known: {known}");
                return refuse(w, key, &Misuse::not_modelled(what));
            };
            let Some(operation) = found.asks(&service) else {
                let what = format!("{service}:{}", found.operation);
                return refuse(w, key, &Misuse::not_modelled(what));
            };
            let members = read_members(operation, &options, &mut |path| load(w, key, path));
            let members = match members {
                Ok(members) => members,
                Err(misuse) => return refuse(w, key, &misuse),
            };
            let name = waiter.split('-').map(capital).collect();
            let wait = Wait {
                waiter: found,
                name,
                asked: 0,
            };
            (operation, members, None, Some(wait))
        }
    };
    let part = Part::of(line.paging);
    let mut members = members;
    if let Some(token) = &part.token {
        let known = page_token(operation).unwrap_or("NextToken");
        members[known] = Value::String(token.clone());
    }
    let asking = Asking {
        operation,
        members,
        call: None,
        pages,
        part,
        query: line.query,
        format: line.format,
        wait,
        own,
    };
    ask(w, key, asking)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

fn ask(w: &mut World, key: JobKey, mut asking: Asking) -> Progress {
    match Request::read(asking.operation, asking.members.clone()) {
        Ok(request) => {
            asking.call = Some(w.call_for(key, request));
            if let Some(wait) = &mut asking.wait {
                wait.asked += 1;
            }
            Progress::Wait(asking.running())
        }
        Err(misread) => {
            write_stderr(w, key, &format!("{misread}\n"));
            Progress::Exit(USAGE)
        }
    }
}

/// Goes on with an answer, or with the next question of a waiter.
pub(in crate::host::program) fn answered(
    w: &mut World,
    key: JobKey,
    mut asking: Asking,
) -> Progress {
    let Some(call) = asking.call else {
        return ask(w, key, asking);
    };
    let Some(said) = w.answer(call) else {
        return Progress::Wait(asking.running());
    };
    asking.call = None;
    let said = said.map(|reply| printed(asking.operation, &reply));
    if let Some(wait) = asking.wait.clone() {
        return judge(w, key, asking, &wait, said);
    }
    match said {
        Err(error) => {
            write_stderr(w, key, &refusal(asking.operation, &error));
            Progress::Exit(REFUSED)
        }
        Ok(answer) if matches!(asking.own, Some(Own::Password)) => {
            let token = answer["authorizationData"][0]["authorizationToken"].as_str();
            let read = token.and_then(|token| BASE64_STANDARD.decode(token).ok());
            let text = read.and_then(|bytes| String::from_utf8(bytes).ok());
            let text = text.unwrap_or_default();
            let password = text.split_once(':').map_or("", |(_, password)| password);
            write_stdout(w, key, &format!("{password}\n"));
            Progress::Exit(0)
        }
        Ok(answer) => page(w, key, asking, answer),
    }
}

fn refusal(operation: &str, error: &CloudError) -> String {
    format!(
        "\nAn error occurred ({}) when calling the {} operation: {}\n",
        error.code,
        aws_name(operation),
        error.message
    )
}

/// Takes a page in, asks for the next one, and ends with the last.
///
/// JSON and tables are made of all pages together. Text and streams of YAML are written page by page, and `--query` is asked of
/// each by itself: that is what the AWS command line does. A page of a stream keeps the token that it came with.
fn page(w: &mut World, key: JobKey, mut asking: Asking, page: Value) -> Progress {
    let (Some(Value::Object(before)), Value::Object(members)) = (&mut asking.pages, &page) else {
        return finish(w, key, &asking, &page);
    };
    let first = !std::mem::replace(&mut asking.part.began, true);
    let (token, mut members): (Vec<_>, Vec<_>) = members
        .clone()
        .into_iter()
        .partition(|(name, _)| TOKENS.contains(&name.as_str()));
    let next = token
        .into_iter()
        .find(|(_, value)| value.as_str().is_some_and(|t| !t.is_empty()));
    // That there is more is what a page says of itself, and no part of the answer.
    members.retain(|(name, _)| name != "IsTruncated");
    let mut lists = members.iter_mut().filter_map(|(_, v)| v.as_array_mut());
    let name = page_token(asking.operation).unwrap_or("NextToken");
    let more = next.as_ref().and_then(|(_, value)| value.as_str());
    let cut = lists
        .next()
        .and_then(|items| asking.part.cut(items, name, more, first));
    for (name, value) in members {
        match (before.get_mut(&name), value) {
            (Some(Value::Array(items)), Value::Array(more)) => items.extend(more),
            // What is no list is said with the first page of a text.
            (_, value) if first || value.is_array() || asking.format != Format::Text => {
                before.insert(name, value);
            }
            _ => {}
        }
    }
    let streams = asking.format == Format::YamlStream;
    if let Some((name, value)) = next.as_ref().filter(|_| streams) {
        before.insert(name.clone(), value.clone());
    }
    if cut.is_some() && streams {
        let page = asking.pages.take().unwrap_or_default();
        return finish(w, key, &asking, &page);
    }
    if let Some(token) = cut {
        // A text says where to go on by itself, after the page.
        if asking.format == Format::Text {
            let page = asking.pages.take().unwrap_or_default();
            return match finish(w, key, &asking, &page) {
                Progress::Exit(0) => {
                    finish(w, key, &asking, &serde_json::json!({ "NextToken": token }))
                }
                failed => failed,
            };
        }
        before.insert("NextToken".to_owned(), Value::String(token));
        let all = asking.pages.take().unwrap_or_default();
        return finish(w, key, &asking, &all);
    }
    let Some((name, value)) = next else {
        let all = asking.pages.take().unwrap_or_default();
        return finish(w, key, &asking, &all);
    };
    if asking.format == Format::Text || streams {
        let one = asking.pages.replace(Value::Object(serde_json::Map::new()));
        if let Progress::Exit(code @ 1..) = finish(w, key, &asking, &one.unwrap_or_default()) {
            return Progress::Exit(code);
        }
    }
    // ELB answers with `NextMarker` what it takes as `Marker`.
    let asked = if name == "NextMarker" {
        "Marker"
    } else {
        &name
    };
    asking.part.token = value.as_str().map(str::to_owned);
    asking.members[asked] = value;
    ask(w, key, asking)
}

/// The members by which an answer says that there is more, and a request where to go on.
const TOKENS: [&str; 4] = ["NextToken", "nextToken", "NextMarker", "Marker"];

fn finish(w: &mut World, key: JobKey, asking: &Asking, answer: &Value) -> Progress {
    if let Some(Own::Lines(form)) = asking.own {
        write_stdout(w, key, &tail::lines(answer, form));
        return Progress::Exit(0);
    }
    let found = match &asking.query {
        None => Ok(answer.clone()),
        Some(expression) => query(expression, answer),
    };
    let found = match found {
        Ok(found) => found,
        Err(why) => {
            write_stderr(w, key, &format!("\nBad value for --query: {why}\n"));
            return Progress::Exit(USAGE);
        }
    };
    match print(&aws_name(asking.operation), &found, asking.format) {
        Ok(text) => {
            write_stdout(w, key, &text);
            Progress::Exit(0)
        }
        Err(why) => {
            write_stderr(w, key, &format!("\n{why}\n"));
            Progress::Exit(GENERAL)
        }
    }
}

fn judge(
    w: &mut World,
    key: JobKey,
    asking: Asking,
    wait: &Wait,
    said: Result<Value, CloudError>,
) -> Progress {
    let why = match wait.waiter.judge(said.as_ref()) {
        Verdict::Done => return Progress::Exit(0),
        Verdict::Again if wait.asked < wait.waiter.max_attempts => {
            let at = w.now + wait.waiter.delay();
            return Progress::WaitUntil(at, asking.running());
        }
        Verdict::Again => "Max attempts exceeded".to_owned(),
        Verdict::Failed(why) => why,
    };
    write_stderr(w, key, &format!("\nWaiter {} failed: {why}\n", wait.name));
    Progress::Exit(GENERAL)
}
