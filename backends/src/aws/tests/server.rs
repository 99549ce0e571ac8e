//! A server on loopback that gives prepared answers, in order, and keeps what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::aws::{AwsCloud, Place};

/// One prepared answer.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// A whole HTTP answer.
    Http(u16, String),
    /// A status 200 and a part of the body that was promised.
    CutOff(String),
    /// The connection is closed after the request was read.
    HangUp,
    /// Something that is not HTTP.
    Noise,
}

/// What came in.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) head: String,
    pub(super) body: String,
}

pub(super) struct Server {
    pub(super) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Starts to listen on a free port of 127.0.0.1; it ends with the test's runtime.
    pub(super) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&asked);
        let mut answers: VecDeque<Answer> = answers.into_iter().collect();
        tokio::spawn(async move {
            while let Some(answer) = answers.pop_front() {
                let Ok((stream, _)) = listener.accept().await else {
                    return;
                };
                let request = read(stream, &answer).await;
                kept.lock().unwrap().extend(request);
            }
        });
        Self { url, asked }
    }

    /// A server that gives one answer with status 200.
    pub(super) async fn with(body: impl Into<String>) -> Self {
        Self::start([Answer::Http(200, body.into())]).await
    }

    pub(super) async fn cloud(&self) -> AwsCloud {
        at(&self.url).await
    }

    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

/// The cloud at an endpoint.
pub(super) async fn at(url: &str) -> AwsCloud {
    let place = Place {
        region: Some("us-east-1".to_owned()),
        endpoint_url: Some(url.to_owned()),
        localstack: true,
        ..Default::default()
    };
    AwsCloud::connect(&place).await.unwrap()
}

async fn read(mut stream: TcpStream, answer: &Answer) -> Option<Asked> {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        let mut chunk = [0; 4096];
        let got = stream.read(&mut chunk).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&chunk[..got]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|l| {
                let (name, value) = l.split_once(':')?;
                let named = name.eq_ignore_ascii_case("content-length");
                named.then(|| value.trim().parse::<usize>().ok())?
            });
            break (head.to_owned(), length.unwrap_or(0));
        }
    };
    while bytes.len() < head.len() + 4 + length {
        let mut chunk = [0; 4096];
        let got = stream.read(&mut chunk).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&chunk[..got]);
    }
    let body = String::from_utf8_lossy(&bytes[head.len() + 4..]).into_owned();
    let answer = match answer {
        Answer::Http(status, body) => format!(
            "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        ),
        Answer::CutOff(body) => format!(
            "HTTP/1.1 200 Said\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len() + 100
        ),
        Answer::HangUp => String::new(),
        Answer::Noise => "SSH-2.0-OpenSSH_9.2\r\n".to_owned(),
    };
    stream.write_all(answer.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()?;
    Some(Asked { head, body })
}
