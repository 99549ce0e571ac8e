//! An endpoint on loopback whose every answer a test decides, AWS's own or anything else.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The longest that a program may take to send what it began, or an emulator to answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Request {
    /// The operation (`GetCallerIdentity`); for a service that speaks REST the method and the path.
    pub operation: String,
    /// Everything, as it was sent.
    pub bytes: Vec<u8>,
}

/// What is answered.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A status and a body.
    Http(u16, String),
    /// A whole answer, headers included, as another server gave it.
    Whole(Vec<u8>),
    /// The connection is closed.
    HangUp,
    /// The connection stays open and silent until the other side ends it.
    Silence,
}

/// An endpoint, and the operations that it was asked for, in order.
#[derive(Debug)]
pub struct Endpoint {
    /// Where it listens.
    pub url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Endpoint {
    /// Listens on a free port for as long as the test's process lives. `answer` gets the request, and how many requests
    /// for the same operation came before.
    ///
    /// # Panics
    /// When loopback has no free port.
    #[must_use]
    pub fn open(answer: impl Fn(&Request, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                // who goes away before the answer is no failure of the endpoint
                std::thread::spawn(move || serve(stream, &kept, &*answer).ok());
            }
        });
        Self { url, asked }
    }

    /// The operations that were asked for.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        lock(&self.asked).clone()
    }
}

fn lock(asked: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<String>>,
    answer: &dyn Fn(&Request, usize) -> Answer,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = read(&stream)?;
    let before = {
        let mut asked = lock(asked);
        let before = asked.iter().filter(|o| **o == request.operation).count();
        asked.push(request.operation.clone());
        before
    };
    match answer(&request, before) {
        Answer::Http(status, body) => write!(
            stream,
            "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ),
        Answer::Whole(bytes) => stream.write_all(&bytes),
        Answer::HangUp => Ok(()),
        Answer::Silence => stream.read(&mut [0]).map(drop),
    }
}

/// Reads a request whose length is stated.
fn read(stream: &TcpStream) -> std::io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let (mut bytes, mut length, mut target) = (Vec::new(), 0, None);
    loop {
        let from = bytes.len();
        if reader.read_until(b'\n', &mut bytes)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&bytes[from..]).into_owned();
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        let Some((name, value)) = line.split_once(": ") else {
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap_or(0),
            "x-amz-target" => target = value.rsplit('.').next().map(str::to_owned),
            _ => {}
        }
    }
    let head = bytes.len();
    bytes.resize(head + length, 0);
    reader.read_exact(&mut bytes[head..])?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = (&text[..head], &text[head..]);
    let action = body
        .split('&')
        .find_map(|field| field.strip_prefix("Action="));
    let line = head.lines().next().unwrap_or_default();
    let rest = line.rsplit_once(' ').map_or(line, |(rest, _)| rest);
    let operation = target.as_deref().or(action).unwrap_or(rest).to_owned();
    Ok(Request { operation, bytes })
}

/// Sends a request on to a server as it is, and gives its answer as it is.
///
/// # Errors
/// The server's address cannot be reached, or it does not answer.
pub fn forward(request: &Request, server: SocketAddr) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let head_ends = request.bytes.windows(2).position(|w| w == b"\r\n");
    let (line, rest) = request.bytes.split_at(head_ends.map_or(0, |at| at + 2));
    stream.write_all(line)?;
    stream.write_all(b"connection: close\r\n")?;
    stream.write_all(rest)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(Answer::Whole(answer))
}
