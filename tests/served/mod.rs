//! A served world on a thread of the test, with the SDK in front of it.

// Each test uses a part of this.
#![allow(dead_code)]

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use paperboat_backends::aws::{AwsCloud, Place};
use paperboat_backends::hosts::Served;
use paperboat_core::aws::{Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::CloudError;
use paperboat_core::time::Timestamp;
use paperboat_serve::clock::Pace;
use paperboat_serve::server;
use paperboat_serve::worlds::{Birth, Worlds};
use serde_json::{Value, json};

/// Serves worlds on a free port of the loopback address for as long as the test's process lives; gives its URL.
pub(crate) fn serve(birth: Birth, pace: Pace) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let served = server::Served::new(Worlds::new(birth, pace));
    std::thread::spawn(move || server::run(listener, served));
    url
}

/// The SDK at a served world, which has machines of its own.
///
/// # Errors
/// What does not answer, for a person.
pub(crate) async fn connect(url: &str) -> Result<Served<AwsCloud>, String> {
    let place = Place {
        region: Some("us-east-1".into()),
        endpoint_url: Some(url.to_owned()),
        localstack: true,
        ..Place::default()
    };
    let cloud = AwsCloud::connect(&place).await.map_err(|e| e.to_string())?;
    cloud.probe().await;
    let found = Served::find(cloud, url).await;
    found.map_err(|_| format!("{url} does not say that it has machines"))
}

/// Takes a served world back to its beginning.
pub(crate) fn reset(url: &str) {
    let reset = "POST /moto-api/reset HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    say(url, reset);
}

/// All events of a served world.
pub(crate) fn events(url: &str) -> Value {
    let tail = u32::MAX;
    say(
        url,
        &format!(
            "GET /_paperboat/events?tail={tail} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        ),
    )
}

fn say(url: &str, request: &str) -> Value {
    let address = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream
        .write_all(request.as_bytes())
        .expect("it takes requests");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
    serde_json::from_str(body).expect("JSON")
}

/// The clock of a world that is moved by hand: whoever sleeps moves it by as much, and nothing else does.
pub(crate) struct Moved {
    served: Served<AwsCloud>,
    now: Mutex<Timestamp>,
}

impl Moved {
    pub(crate) fn new(served: Served<AwsCloud>) -> Self {
        Self {
            served,
            now: Mutex::default(),
        }
    }

    fn told(&self) -> MutexGuard<'_, Timestamp> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Cloud for Moved {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        self.served.call(request).await
    }

    fn clock(&self) -> &dyn Clock {
        self
    }

    fn supports(&self, operation: &str) -> bool {
        self.served.supports(operation)
    }
}

#[async_trait]
impl Clock for Moved {
    fn now(&self) -> Timestamp {
        *self.told()
    }

    async fn sleep(&self, duration: Duration) {
        let by = json!({ "seconds": duration.as_secs_f64() });
        let told = self.served.control("advance", by).await;
        let now = told.expect("it moves")["nowS"].as_f64().expect("a time");
        *self.told() = Timestamp::ZERO + Duration::from_secs_f64(now);
    }
}
