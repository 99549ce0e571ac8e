//! An `aws` command line as a request: the reverse of [`typed_command`](super::typed_command).
//!
//! Held to version 2 of the AWS command line: its options, its short forms, its exit codes. What it has and this does not
//! is refused as not modelled, by name. Values are checked here as far as they must be to become a request; the rest is
//! refused by the service.

use serde_json::{Map, Value};

use super::general::{self, coloured_table, count, format, profile, split, taken};
use super::names::{command_of, operation, services, typed};
use super::skeleton::{SKELETON, skeleton};
use super::value::{loaded, option};
use super::{custom, names};
use crate::aws::Request;
use crate::aws::constraint::{Kind, Misread, Structure, TABLE};

/// The exit code of the AWS command line when nothing was sent (its user guide, "Return codes").
const USAGE: i32 = 252;
/// The same for what has no code of its own.
const GENERAL: i32 = 255;

/// An option without its dashes, and the words behind it.
pub type Given = (String, Vec<String>);

/// What the output looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Indented by four blanks.
    #[default]
    Json,
    /// One line an item, values between tabs.
    Text,
    /// Drawn with dashes and bars.
    Table,
    /// In blocks.
    Yaml,
    /// In blocks, each page an item of a list.
    YamlStream,
    /// Nothing.
    Off,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Verb {
    /// An operation: its name here, its members, and whether all its pages are wanted.
    Call {
        /// Such as `ec2:RunInstances`.
        operation: &'static str,
        /// The members by AWS's own names.
        members: Value,
        /// False when the command line names a page or forbids to go on.
        all_pages: bool,
    },
    /// `wait`: an operation that is asked again until the waiter's name holds.
    Wait {
        /// The service, such as `ec2`.
        service: String,
        /// Such as `instance-running`.
        waiter: String,
        /// The options behind it, which are those of the waiter's operation: for [`read_members`].
        options: Vec<Given>,
    },
    /// `--generate-cli-skeleton`: nothing is sent.
    Skeleton {
        /// The members that an operation takes, for `--cli-input-json`.
        members: Value,
        /// Those that AWS's operation takes besides.
        left_out: Vec<String>,
    },
    /// `--version`.
    Version,
}

/// How much of an answer that comes in pages is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// `--max-items`: so many items, of however many pages.
    pub max_items: Option<u64>,
    /// `--starting-token`: what an answer that was cut short gave as `NextToken`.
    pub starting_token: Option<String>,
    /// `--page-size`: how many items are asked for at once.
    pub page_size: Option<u64>,
}

impl Paging {
    /// The options that were given, as they are typed.
    fn given(&self) -> Vec<&'static str> {
        let max_items = self.max_items.map(|_| "--max-items");
        let starting_token = self.starting_token.as_ref().map(|_| "--starting-token");
        let page_size = self.page_size.map(|_| "--page-size");
        max_items
            .into_iter()
            .chain(starting_token)
            .chain(page_size)
            .collect()
    }
}

/// An `aws` command line that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct CommandLine {
    /// What is asked for.
    pub verb: Verb,
    /// The JMESPath expression of `--query`.
    pub query: Option<String>,
    /// `--output`.
    pub format: Format,
    /// `--region`.
    pub region: Option<String>,
    /// What part of the pages is wanted.
    pub paging: Paging,
}

/// A command line that sends nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    /// The exit code.
    pub code: i32,
    /// What goes to the error stream, with its line breaks.
    pub words: String,
}

impl Misuse {
    /// What the command line's own rules refuse.
    pub fn usage(what: impl std::fmt::Display) -> Self {
        Self {
            code: USAGE,
            words: format!("\naws: error: {what}\n"),
        }
    }

    /// Options that must be there.
    pub(super) fn missing<'a>(options: impl IntoIterator<Item = &'a str>) -> Self {
        let options: Vec<String> = options.into_iter().map(|o| format!("--{o}")).collect();
        Self::required(&options.join(", "))
    }

    /// What must be there, as the command line's help names it.
    #[must_use]
    pub fn required(what: &str) -> Self {
        let mut misuse = Self::usage(format!("the following arguments are required: {what}"));
        misuse.words.insert_str(0, USAGE_LINES);
        misuse
    }

    /// What the command line does not have, as it was typed.
    #[must_use]
    pub fn unknown(words: &[String]) -> Self {
        Self {
            code: USAGE,
            words: format!("{USAGE_LINES}\nUnknown options: {}\n", words.join(", ")),
        }
    }

    /// What has an exit code of its own.
    pub(super) fn general(what: impl std::fmt::Display) -> Self {
        Self {
            code: GENERAL,
            words: format!("\n{what}\n"),
        }
    }

    /// What botocore refuses before it sends anything.
    fn invalid(what: impl std::fmt::Display) -> Self {
        Self {
            code: USAGE,
            words: format!("\nParameter validation failed:\n{what}\n"),
        }
    }

    /// What the command line has and this does not, by name.
    pub fn not_modelled(what: impl std::fmt::Display) -> Self {
        Self {
            code: USAGE,
            words: format!("paperboat: not modelled: {what}\n"),
        }
    }

    pub(super) fn of_parameter(option: &str, what: impl std::fmt::Display) -> Self {
        Self {
            code: USAGE,
            words: format!("\nError parsing parameter '--{option}': {what}\n"),
        }
    }
}

const USAGE_LINES: &str = "\nusage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]\n\
    To see help text, you can run:\n\n  aws help\n  aws <command> help\n  aws <command> <subcommand> help\n";

/// The members by which a request says from where on it asks.
const TOKENS: [&str; 3] = ["NextToken", "nextToken", "Marker"];
/// What takes a token and never says that it is at its end, so that botocore knows no pages of it (its `paginators-1.json`).
const NO_PAGES: &str = "logs:GetLogEvents";
/// The members by which a request says how much it wants at once.
const LIMITS: [&str; 7] = [
    "MaxRecords",
    "MaxResults",
    "maxResults",
    "MaxItems",
    "PageSize",
    "limit",
    "maxRecords",
];

/// Reads the words of a command line, `aws` itself first. `defaults` stand where an option of every command is not given, as the
/// environment sets them; `load` gives the text of a file that `file://` names.
///
/// # Errors
/// What the AWS command line refuses, and what is not modelled.
pub fn read_aws(
    argv: &[String],
    defaults: &[Given],
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<CommandLine, Misuse> {
    let (words, mut options) = split(&argv[1..]);
    for default in defaults {
        if !options.iter().any(|(name, _)| *name == default.0) {
            options.push(default.clone());
        }
    }
    let mut read = CommandLine {
        verb: Verb::Version,
        query: None,
        format: Format::Json,
        region: None,
        paging: Paging::default(),
    };
    let mut all_pages = true;
    let mut coloured = false;
    let mut own = Vec::new();
    for (name, values) in options {
        let value = || match &values[..] {
            [value] => Ok(value.clone()),
            _ => Err(Misuse::usage(format!(
                "argument --{name}: expected one argument"
            ))),
        };
        match name.as_str() {
            "version" => return Ok(read),
            "query" => read.query = Some(value()?),
            "output" => read.format = format(&value()?)?,
            "no-paginate" => all_pages = false,
            "max-items" => read.paging.max_items = Some(count(&name, &value()?)?),
            "page-size" => read.paging.page_size = Some(count(&name, &value()?)?),
            "starting-token" => read.paging.starting_token = Some(value()?),
            "profile" => profile(&value()?)?,
            "region" => read.region = Some(value()?),
            n if general::NOT_MODELLED.contains(&n) => {
                return Err(Misuse::not_modelled(format!("aws --{n}")));
            }
            // Without a value they are switches, and what follows them is the command.
            n if general::SWITCHES.contains(&n) && values.is_empty() => {}
            n if general::VALUED.contains(&n) => {
                let value = value()?;
                taken(n, &value)?;
                coloured |= n == "color" && value == "on";
            }
            _ => own.push((name, values)),
        }
    }
    if coloured && read.format == Format::Table {
        return Err(coloured_table());
    }
    if words.last().is_some_and(|word| word == "help") {
        let what = words.join(" ");
        let services = services().join(" ");
        return Err(Misuse::not_modelled(format!(
            "aws {what}; known: {services}"
        )));
    }
    let (service, word) = match &words[..] {
        [service, word] => (service.as_str(), word.as_str()),
        [service, wait, waiter] if wait == "wait" => {
            if let Some(option) = read.paging.given().first() {
                return Err(Misuse::unknown(&[(*option).to_owned()]));
            }
            read.verb = Verb::Wait {
                service: service.clone(),
                waiter: waiter.clone(),
                options: own,
            };
            return Ok(read);
        }
        [] => return Err(Misuse::required("command")),
        [_] => return Err(Misuse::required("operation")),
        [_, wait, _, rest @ ..] if wait == "wait" => return Err(Misuse::unknown(rest)),
        // A command that is not modelled may take words, as `aws logs tail GROUP` does.
        [service, word, rest @ ..] => {
            operation(service, word)?;
            return Err(Misuse::unknown(rest));
        }
    };
    let operation = operation(service, word)?;
    let own = named(operation, own)?;
    if own.iter().any(|(name, _)| name == SKELETON) {
        read.verb = skeleton(operation, &own)?;
        return Ok(read);
    }
    let mut members = read_members(operation, &own, load)?;
    let a_page = TOKENS.iter().chain(&LIMITS);
    all_pages &= !a_page.into_iter().any(|m| members.get(m).is_some());
    let nothing = Structure::default();
    let input = TABLE.input(operation).unwrap_or(&nothing);
    let paging = read.paging.given();
    let command = || format!("aws {service} {word}");
    let by_name = |names: &[&str]| {
        let others = &input.others;
        names.iter().any(|name| others.iter().any(|o| o == name))
    };
    if let Some(option) = paging.first().filter(|_| by_name(&TOKENS)) {
        return Err(Misuse::not_modelled(format!("{} {option}", command())));
    }
    if !paging.is_empty() && page_token(operation).is_none() {
        let unknown: Vec<String> = paging.iter().map(|option| (*option).to_owned()).collect();
        return Err(Misuse::unknown(&unknown));
    }
    if !paging.is_empty() && !all_pages {
        return Err(Misuse {
            code: GENERAL,
            words: format!(
                "\nError during pagination: Cannot specify --no-paginate along with pagination arguments: {}\n",
                paging.join(", ")
            ),
        });
    }
    if let Some(size) = read.paging.page_size {
        let limit = LIMITS
            .iter()
            .find(|limit| input.members.contains_key(**limit));
        let Some(limit) = limit else {
            if by_name(&LIMITS) {
                return Err(Misuse::not_modelled(format!("{} --page-size", command())));
            }
            return Err(Misuse::unknown(&["--page-size".to_owned()]));
        };
        members[*limit] = Value::from(size);
    }
    read.verb = Verb::Call {
        operation,
        members,
        all_pages,
    };
    Ok(read)
}

/// The member by which an operation is asked to go on behind a page; none when it answers in one.
#[must_use]
pub fn page_token(operation: &str) -> Option<&'static str> {
    if operation == NO_PAGES {
        return None;
    }
    let input = TABLE.input(operation)?;
    TOKENS
        .into_iter()
        .find(|token| input.members.contains_key(*token))
}

/// Reads the options of an operation into its members, by AWS's own names. `load` is that of [`read_aws`].
///
/// # Errors
/// What the AWS command line refuses, and what is not modelled.
pub fn read_members(
    operation: &'static str,
    given: &[Given],
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Value, Misuse> {
    let given = named(operation, given.to_vec())?;
    let members = Value::Object(members(operation, &given, load)?);
    Request::read(operation, members.clone()).map_err(|e| misread(&e))?;
    Ok(members)
}

/// Gives options their whole names: one that begins as one name alone does stands for it, as Python's `argparse` has it.
///
/// # Errors
/// What several names begin with.
fn named(operation: &'static str, given: Vec<Given>) -> Result<Vec<Given>, Misuse> {
    let all = names::every_option(operation);
    let whole = |(name, values): Given| {
        if all.contains(&name) {
            return Ok((name, values));
        }
        let begin: Vec<&String> = all.iter().filter(|o| o.starts_with(&name)).collect();
        match &begin[..] {
            [one] => Ok(((*one).clone(), values)),
            // What nothing begins with is refused with the others of its kind.
            [] => Ok((name, values)),
            several => {
                let several: Vec<String> = several.iter().map(|o| format!("--{o}")).collect();
                let could = several.join(", ");
                let what = format!("ambiguous option: --{name} could match {could}");
                Err(Misuse::usage(what))
            }
        }
    };
    given.into_iter().map(whole).collect()
}

/// The members that options name.
fn members(
    operation: &'static str,
    given: &[Given],
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Map<String, Value>, Misuse> {
    let nothing = Structure::default();
    let input = TABLE.input(operation).unwrap_or(&nothing);
    let mut members = Map::new();
    let mut unknown = Vec::new();
    for (name, values) in given {
        if custom::options(operation).contains(&name.as_str()) {
            continue;
        }
        if name == "cli-input-json" {
            let [value] = &values[..] else {
                return Err(Misuse::usage(format!(
                    "argument --{name}: expected one argument"
                )));
            };
            let text = loaded(name, value, load)?;
            match serde_json::from_str(&text) {
                // What an option says goes before what stands in the JSON.
                Ok(Value::Object(more)) => {
                    for (member, value) in more {
                        members.entry(member).or_insert(value);
                    }
                }
                _ => {
                    return Err(Misuse::of_parameter(
                        name,
                        format!("Invalid JSON received: {text}"),
                    ));
                }
            }
            continue;
        }
        let positive = name.strip_prefix("no-");
        let found = input.members.iter().find_map(|(member, of)| {
            let typed = typed(member);
            let no = of.kind == Kind::Boolean && positive == Some(typed.as_str());
            (no || typed == *name).then_some((member, of, !no))
        });
        match found {
            Some((member, of, on)) => {
                let value = if of.kind == Kind::Boolean && values.is_empty() {
                    Value::Bool(on)
                } else {
                    option(operation, name, of, values, load)?
                };
                members.insert(member.clone(), value);
            }
            None if input
                .others
                .iter()
                .any(|m| typed(m) == *name || Some(typed(m).as_str()) == positive) =>
            {
                let command = command_of(operation);
                return Err(Misuse::not_modelled(format!("{command} --{name}")));
            }
            None => {
                unknown.push(format!("--{name}"));
                unknown.extend(values.iter().cloned());
            }
        }
    }
    if !unknown.is_empty() {
        return Err(Misuse::unknown(&unknown));
    }
    custom::members(operation, given, &mut members)?;
    let missing = input.required.iter().filter(|m| !members.contains_key(*m));
    let missing: Vec<String> = missing.map(|m| typed(m)).collect();
    if missing.is_empty() {
        return Ok(members);
    }
    Err(Misuse::missing(missing.iter().map(String::as_str)))
}

/// What a request's own reader says, as the command line would.
fn misread(error: &Misread) -> Misuse {
    match error {
        Misread::NotModelled { operation, member } => {
            let command = command_of(operation);
            Misuse::not_modelled(format!("{command}: {member}"))
        }
        Misread::Unknown { member, .. } => {
            Misuse::invalid(format!("Unknown parameter in input: \"{member}\""))
        }
        Misread::Type { source, .. } => {
            Misuse::invalid(format!("Invalid type for parameter: {source}"))
        }
        Misread::Operation(name) => Misuse::not_modelled(name),
    }
}
