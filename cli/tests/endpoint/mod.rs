//! An endpoint on loopback that answers each request as a test says, and the program that asks it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is answered: the HTTP status and the body; none to hang up.
pub(crate) type Answer = Option<(u16, String)>;

/// An endpoint, and the operations that it was asked for, in order.
pub(crate) struct Endpoint {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Endpoint {
    /// Listens on a free port for as long as the test's process lives; `answer` gets the operation
    /// (`GetCallerIdentity`) and how many requests for it came before.
    pub(crate) fn open(answer: impl Fn(&str, usize) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let Some(operation) = operation(&stream) else {
                    continue;
                };
                let mut asked = kept.lock().expect("no panic");
                let before = asked.iter().filter(|o| **o == operation).count();
                let answer = answer(&operation, before);
                asked.push(operation);
                drop(asked);
                // a program that does not wait for its answer is no failure of the endpoint
                let _ = answer.map_or(Ok(()), |(status, body)| reply(stream, status, &body));
            }
        });
        Self { url, asked }
    }

    /// The operations that were asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

/// Reads a request; the operation is in a header (JSON) or in the body (Query). None when the asker went away.
fn operation(stream: &TcpStream) -> Option<String> {
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let mut reader = BufReader::new(stream);
    let (mut length, mut target) = (0, None);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let Some((name, value)) = line.trim_end().split_once(':') else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "x-amz-target" => target = value.trim().rsplit('.').next().map(str::to_owned),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let action = body.split('&').find_map(|f| f.strip_prefix("Action="));
    Some(target.or(action.map(str::to_owned)).unwrap_or_default())
}

fn reply(mut stream: TcpStream, status: u16, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Said\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// An IAM user of the account 123456789012, as STS tells it.
pub(crate) fn identity(name: &str) -> Answer {
    let body = format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>arn:aws:iam::123456789012:{name}</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>\
         <Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata>\
         <RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    );
    Some((200, body))
}

/// Runs the program in a folder, in English, without anything of this computer's own configuration; `variables` are
/// all that it has.
pub(crate) fn paperboat(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_paperboat"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_clear()
        .env("HOME", folder)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(variables.iter().copied())
        .output()
        .expect("the program runs")
}

/// Keys that sign, whoever they belong to.
pub(crate) const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "test"),
];

/// The shipped example with two services.
pub(crate) const GUESTBOOK: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../examples/guestbook/compose.yaml"
);

/// Both streams of the program as one text.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}
