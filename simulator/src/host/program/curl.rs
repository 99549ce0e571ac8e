//! `curl` and `wget`.

use std::time::Duration;

use paperboat_core::aws::host::HttpGetOutput;

use super::super::file::{base, write_file};
use super::super::{
    FileError, JobKey, Node, NodeKind, PERSON, Progress, Trouble, disk, trouble, write_stderr,
    write_stdout,
};
use super::{Running, Switches, download};
use crate::change::Trail;
use crate::model::{Throughput, Timing};
use crate::net::{self, Endpoint, Origin, headers, is_not_modelled, write_out};
use crate::world::World;

/// A transfer under way.
#[derive(Clone, Debug)]
pub struct Transfer {
    program: &'static str,
    request: net::Request,
    /// What comes.
    page: HttpGetOutput,
    /// The bytes of a file of which only the size matters.
    bytes: u64,
    /// Where it goes; none for the output.
    file: Option<String>,
    /// Fail on a status from 400 on (`-f`).
    fail: bool,
    silent: bool,
    /// What `-w` writes at the end.
    format: String,
    /// Write the head only (`-I`), or too (`-i`).
    head: bool,
    body: bool,
}

/// `curl`.
pub(super) fn curl(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "f s S L O I i k v g 4 fail fail-with-body silent show-error location remote-name head include insecure create-dirs compressed retry-connrefused retry-all-errors no-progress-meter";
    let valued = "o w m H A X d retry retry-delay retry-max-time output max-time connect-timeout write-out header user-agent request data url proto";
    let switches = match Switches::read(w, key, argv, plain, valued) {
        Ok(switches) => switches,
        Err(_) => return Progress::Exit(2),
    };
    let urls: Vec<&str> = switches
        .rest
        .iter()
        .map(String::as_str)
        .chain(switches.values("url"))
        .collect();
    let [url] = urls[..] else {
        let words = if urls.is_empty() {
            "curl: (2) no URL specified\n"
        } else {
            "paperboat: not modelled: curl with several URLs\n"
        };
        write_stderr(w, key, words);
        return Progress::Exit(2);
    };
    let method = switches.value("X request").unwrap_or("GET");
    let plain = ["GET", "HEAD"].contains(&method) || (is_metadata(url) && !method.is_empty());
    if !plain || switches.has("d data") {
        write_stderr(
            w,
            key,
            "paperboat: not modelled: curl with a request other than GET\n",
        );
        return Progress::Exit(2);
    }
    let format = switches.value("w write-out").unwrap_or_default();
    if let Err(variable) = write_out(format, 0) {
        let words = format!("paperboat: not modelled: curl -w %{{{variable}}}\n");
        write_stderr(w, key, &words);
        return Progress::Exit(2);
    }
    let file = match switches.value("o output") {
        Some("-") => None,
        Some(path) => Some(path.to_owned()),
        None if switches.has("O remote-name") => Some(base(url).to_owned()),
        None => None,
    };
    if let Some(path) = file.as_ref().filter(|_| switches.has("create-dirs")) {
        let folder = super::super::file::parent(path).to_owned();
        if folder != "/" {
            let argv = ["mkdir", "-p", &folder].map(str::to_owned);
            if let Progress::Exit(code @ 1..) = super::directory::mkdir(w, key, &argv, "") {
                return Progress::Exit(if code == 0 { 0 } else { 23 });
            }
        }
    }
    let transfer = Transfer {
        program: "curl",
        request: request(method, url, switches.values("H header")),
        page: HttpGetOutput::default(),
        bytes: 0,
        file,
        fail: switches.has("f fail fail-with-body"),
        silent: switches.has("s silent") && !switches.has("S show-error"),
        format: format.to_owned(),
        head: switches.has("I head i include"),
        body: !switches.has("I head"),
    };
    let seconds = switches
        .value("m max-time")
        .or(switches.value("connect-timeout"));
    let patience = seconds
        .and_then(|s| s.parse::<u64>().ok())
        .map(Duration::from_secs);
    begin(w, key, switches.has("L location"), patience, transfer)
}

/// `wget`.
pub(super) fn wget(w: &mut World, key: JobKey, argv: &[String], _: &str) -> Progress {
    let plain = "q v quiet no-verbose spider no-check-certificate";
    let switches = match Switches::read(
        w,
        key,
        argv,
        plain,
        "O P T t output-document timeout tries header method",
    ) {
        Ok(switches) => switches,
        Err(_) => return Progress::Exit(2),
    };
    let [url] = &switches.rest[..] else {
        write_stderr(
            w,
            key,
            "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n",
        );
        return Progress::Exit(1);
    };
    let method = switches.value("method").unwrap_or("GET");
    if method != "GET" && !is_metadata(url) {
        let words = "paperboat: not modelled: wget with a request other than GET\n";
        write_stderr(w, key, words);
        return Progress::Exit(2);
    }
    let file = match switches.value("O output-document") {
        Some("-") => None,
        Some(path) => Some(path.to_owned()),
        None => match (base(url), switches.value("P")) {
            (name, _) if !url.trim_start_matches("http://").contains('/') || name.is_empty() => {
                Some("index.html".to_owned())
            }
            (name, Some(folder)) => Some(format!("{folder}/{name}")),
            (name, None) => Some(name.to_owned()),
        },
    };
    let transfer = Transfer {
        program: "wget",
        request: request(method, url, switches.values("header")),
        page: HttpGetOutput::default(),
        bytes: 0,
        file: file.filter(|_| !switches.has("spider")),
        fail: true,
        silent: switches.has("q quiet"),
        format: String::new(),
        head: false,
        body: !switches.has("spider"),
    };
    begin(w, key, true, None, transfer)
}

/// Asks for what a URL names, and waits for it.
fn begin(
    w: &mut World,
    key: JobKey,
    follow: bool,
    patience: Option<Duration>,
    mut transfer: Transfer,
) -> Progress {
    let machine = w.hosts.jobs[key].machine;
    let url = transfer.request.url.clone();
    let seen = if w.hosts.machines[machine].hardware.is_own() {
        Some(PERSON)
    } else {
        w.addresses(Endpoint::Machine(machine))
            .and_then(|(_, public)| public)
    };
    let takes = match download::find(w, seen, &url, follow) {
        Some(download::Answer::File(bytes)) => {
            transfer.page.status = 200;
            transfer.bytes = bytes;
            let unit = w.random.draw(Throughput::MirrorToEc2.key(), base(&url), 0);
            w.model.transfer(Throughput::MirrorToEc2, bytes, unit)
        }
        Some(download::Answer::Page(status, body)) => {
            transfer.page.status = status;
            transfer.page.body = body;
            w.draw(Timing::NetUserRoundTrip, &url)
        }
        None => {
            // What is on the computer itself is reached there.
            let own = w.hosts.machines[machine].hardware.is_own();
            let from = if own && !names_this(&url) {
                Origin::Internet(PERSON)
            } else {
                Origin::Machine(machine)
            };
            transfer.page = w.http(from, &transfer.request, &mut Trail::off());
            if net::curl_code(&transfer.page.error) == 28 {
                let wait = w.draw(Timing::NetConnectTimeout, &url);
                patience.map_or(wait, |p| p.min(wait))
            } else {
                w.draw(Timing::NetVpcRoundTrip, &url)
            }
        }
    };
    let running = Running::Transfer(Box::new(transfer));
    Progress::WaitUntil(w.now + takes, super::super::Running::Program(running))
}

/// Tells whether a URL names the machine on which it is asked for.
fn names_this(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    host == "localhost" || host.starts_with("127.")
}

/// What was asked for has come, or will not come.
pub(super) fn arrived(w: &mut World, key: JobKey, transfer: Transfer) -> Progress {
    let (status, error) = (transfer.page.status, transfer.page.error.clone());
    let refused = transfer.fail && status >= 400;
    let mut code = 0;
    if status == 0 {
        code = net::curl_code(&error);
        complain(w, key, &transfer, &error);
        let outside = not_modelled(&transfer.request.url, code);
        write_stderr(w, key, &outside);
    } else if refused {
        code = 22;
        let words = format!("curl: (22) The requested URL returned error: {status}");
        complain(w, key, &transfer, &words);
    } else if let Err((c, words)) = deliver(w, key, &transfer) {
        code = c;
        complain(w, key, &transfer, &words);
    }
    if !transfer.format.is_empty() {
        let text = write_out(&transfer.format, status).unwrap_or_default();
        write_stdout(w, key, &text);
    }
    // wget has codes of its own.
    Progress::Exit(match (transfer.program, code) {
        ("curl", code) => code,
        (_, 0) => 0,
        (_, 22) => 8,
        (_, 23) => 3,
        (_, _) => 4,
    })
}

/// A request of a person: without a scheme in its address it is `http`.
fn request<'a>(method: &str, url: &str, sent: impl Iterator<Item = &'a str>) -> net::Request {
    let scheme = if url.contains("://") { "" } else { "http://" };
    net::Request {
        method: method.to_owned(),
        url: format!("{scheme}{url}"),
        headers: headers(sent),
    }
}

/// Tells whether a URL is of the instance metadata service, which alone tells methods and headers apart.
fn is_metadata(url: &str) -> bool {
    net::place_of(url).is_some_and(|(host, _)| host.parse() == Ok(net::METADATA))
}

/// Says so when nobody answers for the model's sake: a host of the internet, or what a task can ask about itself.
fn not_modelled(url: &str, code: i32) -> String {
    let host = net::place_of(url).map_or_else(String::new, |(host, _)| host);
    match (host.as_str(), code) {
        (host, 6) if host.contains('.') => {
            format!("paperboat: not modelled: the internet, of which {host} may be a part\n")
        }
        _ => String::new(),
    }
}

fn complain(w: &mut World, key: JobKey, transfer: &Transfer, words: &str) {
    if transfer.silent && !is_not_modelled(words) {
        return;
    }
    let words = match transfer.program {
        "curl" => format!("{words}\n"),
        _ => match words.split_once(") ") {
            Some((_, rest)) => format!("{rest}\n"),
            None => format!("{words}\n"),
        },
    };
    write_stderr(w, key, &words);
}

/// Writes what came where it belongs.
fn deliver(w: &mut World, key: JobKey, transfer: &Transfer) -> Result<(), (i32, String)> {
    let mut text = String::new();
    if transfer.head {
        text = format!("HTTP/1.1 {} \r\n\r\n", transfer.page.status);
    }
    if transfer.body {
        text.push_str(&transfer.page.body);
    }
    let Some(path) = &transfer.file else {
        if transfer.bytes > 0 {
            let words = "Warning: Binary output can mess up your terminal. Use \"--output -\" to tell \nWarning: curl to output it to your terminal anyway, or consider \"--output \nWarning: <FILE>\" to save to a file.";
            return Err((23, words.to_owned()));
        }
        write_stdout(w, key, &text);
        return Ok(());
    };
    if path == "/dev/null" {
        return Ok(());
    }
    let failed = |error: FileError| {
        let what = if error == FileError::NoSpace {
            "curl: (23) Failure writing output to destination".to_owned()
        } else {
            format!(
                "Warning: Failed to open the file {path}: {error}\ncurl: (23) Failure writing output to destination"
            )
        };
        (23, what)
    };
    write_file(w, key, path, &text, false).map_err(failed)?;
    if transfer.bytes == 0 {
        return Ok(());
    }
    let hosts = &mut *w.hosts;
    let job = &hosts.jobs[key];
    let machine = &mut hosts.machines[job.machine];
    if transfer.bytes > disk::free(machine) {
        trouble::meets(w, key, Trouble::Disk);
        return Err(failed(FileError::NoSpace));
    }
    let real = machine.files.reach(&job.process, path).map_err(failed)?;
    let node = Node::opaque(transfer.bytes, 0, "root");
    machine.files.change(&real, |old| {
        if let NodeKind::File { .. } = old.kind {
            old.kind = node.kind;
        }
    });
    Ok(())
}
