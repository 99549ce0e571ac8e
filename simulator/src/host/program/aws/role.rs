//! The AWS CLI, as far as a machine with a role needs it: Amazon Linux 2023 has it, Ubuntu's image has not.

use paperboat_core::facts::ECR_REGIONS;

use super::super::super::{JobKey, Progress, Running, write_stderr, write_stdout};
use super::{CONFIGURATION, GENERAL, REFUSED, USAGE};
use crate::ec2;
use crate::id::{ACCOUNT, REGION};
use crate::model::Timing;
use crate::registry::{self, Puller};
use crate::world::World;

/// What is left of a command line without the options that every command has.
struct Words<'a> {
    region: &'a str,
    command: Vec<&'a str>,
}

/// Takes the options apart.
///
/// # Errors
/// An option that is not modelled.
fn read(argv: &[String]) -> Result<Words<'_>, &str> {
    let (mut region, mut command) = (REGION, Vec::new());
    let mut words = argv.iter().skip(1).map(String::as_str);
    while let Some(word) = words.next() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("--region", "") => region = words.next().unwrap_or_default(),
            ("--region", value) => region = value,
            ("--no-cli-pager", _) => {}
            ("--output", "json") => {}
            ("--output", "") if words.next() == Some("json") => {}
            (option, _) if option.starts_with('-') => return Err(word),
            _ => command.push(word),
        }
    }
    Ok(Words { region, command })
}

/// `aws`. Its credentials are those of the machine's role, its region is the machine's.
pub(super) fn aws(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let Words { region, command } = match read(argv) {
        Ok(words) => words,
        Err(option) => return not_modelled(w, key, option),
    };
    match command[..] {
        ["ecr", "get-login-password"] => {
            let region = region.to_owned();
            let code = match role(w, key, &region, "ecr") {
                Ok(role) => password(w, key, &role, &region),
                Err(code) => code,
            };
            after(w, code)
        }
        ["sts", "get-caller-identity"] => {
            let region = region.to_owned();
            let code = match role(w, key, &region, "sts") {
                Ok(role) => identity(w, key, &role),
                Err(code) => code,
            };
            after(w, code)
        }
        _ => not_modelled(w, key, &command.join(" ")),
    }
}

/// Ends a little later: a call to AWS takes its time.
fn after(w: &mut World, code: i32) -> Progress {
    let delay = w.draw(Timing::ApiRead, "aws");
    Progress::WaitUntil(w.now + delay, Running::Sleep(code))
}

fn not_modelled(w: &mut World, key: JobKey, what: &str) -> Progress {
    let known = "ecr get-login-password, sts get-caller-identity, --region";
    let words = format!("paperboat: not modelled: aws {what}; known: {known}\n");
    write_stderr(w, key, &words);
    Progress::Exit(USAGE)
}

/// The ARN of the session of the machine's role, with the role's own.
struct Session {
    role: String,
    session: String,
}

/// The session in which a call to a service is signed.
///
/// # Errors
/// The exit code, after it was said why: no role, no such region, no way there.
fn role(w: &mut World, key: JobKey, region: &str, service: &str) -> Result<Session, i32> {
    let machine = w.hosts.jobs[key].machine;
    let Some(role) = ec2::role_on(w, machine) else {
        write_stderr(
            w,
            key,
            "\nUnable to locate credentials. You can configure credentials by running \"aws configure\".\n",
        );
        return Err(CONFIGURATION);
    };
    let endpoint = match service {
        "ecr" => format!("https://api.ecr.{region}.amazonaws.com/"),
        other => format!("https://{other}.{region}.amazonaws.com/"),
    };
    if !ECR_REGIONS.contains(&region) {
        let words = format!("\nCould not connect to the endpoint URL: \"{endpoint}\"\n");
        write_stderr(w, key, &words);
        return Err(GENERAL);
    }
    if registry::public_address(w, Puller::Machine(machine)).is_none() {
        let words = format!("\nConnect timeout on endpoint URL: \"{endpoint}\"\n");
        write_stderr(w, key, &words);
        return Err(GENERAL);
    }
    let name = role.rsplit('/').next().unwrap_or_default();
    let instance = ec2::instance_on(w, machine).unwrap_or_default();
    let session = format!("arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{instance}");
    Ok(Session { role, session })
}

/// `ecr get-login-password`.
fn password(w: &mut World, key: JobKey, session: &Session, region: &str) -> i32 {
    match registry::token(w, &session.role, &session.session, region) {
        Ok(token) => {
            write_stdout(w, key, &format!("{token}\n"));
            0
        }
        Err(words) => {
            let words = format!(
                "\nAn error occurred (AccessDeniedException) when calling the GetAuthorizationToken operation: User: {} {words}\n",
                session.session
            );
            write_stderr(w, key, &words);
            REFUSED
        }
    }
}

/// `sts get-caller-identity`, as JSON.
fn identity(w: &mut World, key: JobKey, session: &Session) -> i32 {
    let instance = session.session.rsplit('/').next().unwrap_or_default();
    let text = format!(
        "{{\n    \"UserId\": \"{}:{instance}\",\n    \"Account\": \"{ACCOUNT}\",\n    \"Arn\": \"{}\"\n}}\n",
        crate::iam::role_id(w, &session.role),
        session.session
    );
    write_stdout(w, key, &text);
    0
}
