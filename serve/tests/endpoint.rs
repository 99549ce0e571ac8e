//! The endpoint behind its socket, as bytes: what a client sends, and what it gets.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use paperboat_serve::clock::Pace;
use paperboat_serve::server::{Served, run};
use paperboat_serve::worlds::{Birth, Worlds};
use serde_json::Value;

/// Serves a new world on a free port of the loopback address, for as long as the test runs.
fn serve(pace: Pace) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let at = listener.local_addr().expect("an address");
    let served = Served::new(Worlds::new(Birth::default(), pace));
    std::thread::spawn(move || run(listener, served));
    at
}

fn connect(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(at).expect("a connection");
    let limit = Some(Duration::from_secs(20));
    stream.set_read_timeout(limit).expect("a time limit");
    stream
}

/// Reads one answer: status, head, body.
fn answer(stream: &mut TcpStream) -> (u16, String, String) {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        assert_eq!(stream.read(&mut byte).expect("a byte"), 1, "the head ends");
        head.push(byte[0]);
    }
    let head = String::from_utf8(head)
        .expect("a head is text")
        .to_lowercase();
    let length = head.split("content-length: ").nth(1).expect("a length");
    let length = length.split("\r\n").next().expect("a line");
    let mut body = vec![0; length.parse().expect("a number")];
    stream.read_exact(&mut body).expect("a body");
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
    let body = String::from_utf8(body).expect("a body is text");
    (status.expect("a status"), head, body)
}

fn head(service: &str, more: &str, length: usize) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: AWS4-HMAC-SHA256 \
         Credential=k/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n\
         {more}Content-Length: {length}\r\n\r\n"
    )
}

fn ec2(stream: &mut TcpStream, parameters: &str) -> (u16, String) {
    let body = format!("Version=2016-11-15&{parameters}");
    let head = head(
        "ec2",
        "Content-Type: application/x-www-form-urlencoded\r\n",
        body.len(),
    );
    stream.write_all((head + &body).as_bytes()).expect("sent");
    let (status, _, body) = answer(stream);
    (status, body)
}

fn json(stream: &mut TcpStream, service: &str, target: &str, body: &str) -> (u16, Value) {
    let more = format!("X-Amz-Target: {target}\r\nContent-Type: application/x-amz-json-1.1\r\n");
    let head = head(service, &more, body.len());
    stream.write_all((head + body).as_bytes()).expect("sent");
    let (status, _, body) = answer(stream);
    (status, serde_json::from_str(&body).expect("JSON"))
}

fn control(stream: &mut TcpStream, method: &str, path: &str, body: &str) -> (u16, Value) {
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("sent");
    let (status, _, body) = answer(stream);
    (status, serde_json::from_str(&body).expect("JSON"))
}

/// What stands between the first such tags.
fn element<'a>(body: &'a str, name: &str) -> &'a str {
    let inner = body.split(&format!("<{name}>")).nth(1).unwrap_or_default();
    inner
        .split(&format!("</{name}>"))
        .next()
        .unwrap_or_default()
}

fn launch(stream: &mut TcpStream) -> String {
    let image =
        r#"{"Name": "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"}"#;
    let (status, image) = json(stream, "ssm", "AmazonSSM.GetParameter", image);
    assert_eq!(status, 200, "{image}");
    let image = image["Parameter"]["Value"].as_str().expect("an image");
    let launch =
        format!("Action=RunInstances&MinCount=1&MaxCount=1&InstanceType=t3.micro&ImageId={image}");
    let (status, body) = ec2(stream, &launch);
    assert_eq!((status, element(&body, "name")), (200, "pending"), "{body}");
    element(&body, "instanceId").to_owned()
}

#[test]
fn an_instance_is_pending_and_then_runs_on_one_connection() {
    let mut stream = connect(serve(Pace::Warp));
    let id = launch(&mut stream);
    let look = format!("Action=DescribeInstances&InstanceId.1={id}");
    let mut seen = || element(&ec2(&mut stream, &look).1, "name").to_owned();
    assert_eq!([seen(), seen(), seen()], ["pending", "running", "running"]);
    let (status, body) = ec2(
        &mut stream,
        "Action=DescribeInstances&InstanceId.1=i-0123456789abcdef0",
    );
    assert_eq!(
        (status, element(&body, "Code")),
        (400, "InvalidInstanceID.NotFound")
    );
}

#[test]
fn a_test_controls_the_world_beside_aws() {
    let mut stream = connect(serve(Pace::Manual));
    let (status, health) = control(&mut stream, "GET", "/_localstack/health", "");
    assert_eq!(
        (status, &health["services"]["ecs"]),
        (200, &"available".into())
    );
    let id = launch(&mut stream);
    let look = format!("Action=DescribeInstances&InstanceId.1={id}");
    let seen = |stream: &mut TcpStream| element(&ec2(stream, &look).1, "name").to_owned();
    assert_eq!(
        [seen(&mut stream), seen(&mut stream)],
        ["pending", "pending"]
    );
    let (status, _) = control(
        &mut stream,
        "POST",
        "/_paperboat/snapshot",
        r#"{"name": "launched"}"#,
    );
    assert_eq!(status, 200);
    let (_, moved) = control(
        &mut stream,
        "POST",
        "/_paperboat/advance",
        r#"{"seconds": 60}"#,
    );
    assert!(
        moved["nowS"].as_f64().is_some_and(|now| now > 60.0),
        "{moved}"
    );
    assert_eq!(seen(&mut stream), "running");
    let (_, struck) = control(
        &mut stream,
        "POST",
        "/_paperboat/fault",
        r#"{"name": "instance-retirement"}"#,
    );
    assert!(
        struck.get("event").is_some() || struck.get("error").is_some(),
        "{struck}"
    );
    let (_, chain) = control(
        &mut stream,
        "GET",
        &format!("/_paperboat/why?what={id}"),
        "",
    );
    let chain = chain.as_array().expect("a chain");
    assert_eq!(
        chain.last().map(|e| &e["operation"]),
        Some(&"ec2:RunInstances".into()),
        "{chain:?}"
    );
    let (status, _) = control(
        &mut stream,
        "POST",
        "/_paperboat/restore",
        r#"{"name": "launched"}"#,
    );
    assert_eq!((status, seen(&mut stream).as_str()), (200, "pending"));
    let (status, _) = control(&mut stream, "POST", "/moto-api/reset", "");
    assert_eq!(status, 200);
    assert_eq!(ec2(&mut stream, &look).0, 400);
    for (method, path, body) in [
        ("POST", "/_paperboat/advance", "{\"seconds\": -1}"),
        ("POST", "/_paperboat/advance", "{"),
        ("POST", "/_paperboat/restore", "{\"name\": \"other\"}"),
        ("GET", "/_paperboat/why?what=4294967295", ""),
        ("GET", "/_paperboat/events?tail=x", ""),
    ] {
        let (status, said) = control(&mut stream, method, path, body);
        assert!(
            status == 400 && said["error"].is_string(),
            "{path} {body}: {said}"
        );
    }
    assert_eq!(
        control(&mut stream, "GET", "/_paperboat/advance", "").0,
        404
    );
}

#[test]
fn what_is_no_request_ends_its_connection_and_nobody_elses() {
    let at = serve(Pace::Warp);
    let mut other = connect(at);
    let mut large = connect(at);
    let promised = head("ec2", "", 20 << 20);
    large.write_all(promised.as_bytes()).expect("sent");
    // More than is kept, all of which is taken in: the sender sees the answer.
    large.write_all(&vec![b'a'; 20 << 20]).expect("sent");
    let (status, said, _) = answer(&mut large);
    assert_eq!(status, 413, "{said}");
    assert!(said.contains("connection: close"), "{said}");

    // Who announces what will never be taken is not waited for.
    let mut endless = connect(at);
    let promised = head("ec2", "", 1 << 40);
    endless.write_all(promised.as_bytes()).expect("sent");
    assert_eq!(answer(&mut endless).0, 413);

    let mut half = connect(at);
    half.write_all(head("ec2", "", 100).as_bytes())
        .expect("sent");
    half.shutdown(std::net::Shutdown::Write)
        .expect("half a connection");
    let mut left = String::new();
    let _ = half.read_to_string(&mut left);
    assert!(
        left.is_empty() || left.starts_with("HTTP/1.1 400"),
        "{left}"
    );

    let mut garbage = connect(at);
    garbage
        .write_all(b"\x16\x03\x01\x00garbage\r\n\r\n")
        .expect("sent");
    let mut left = String::new();
    let _ = garbage.read_to_string(&mut left);
    assert!(left.starts_with("HTTP/1.1 400"), "{left}");

    let endless = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {}",
        "a".repeat(1 << 20)
    );
    let mut long = connect(at);
    let _ = long.write_all(endless.as_bytes());
    let mut left = [0; 12];
    let read = long.read(&mut left).unwrap_or(0);
    assert!(read == 0 || left.starts_with(b"HTTP/1.1 431"), "{left:?}");

    let unsigned = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
    other.write_all(unsigned.as_bytes()).expect("sent");
    let (status, _, body) = answer(&mut other);
    assert_eq!(
        (status, element(&body, "Code")),
        (403, "MissingAuthenticationToken")
    );
    // The first connection still serves.
    launch(&mut other);
}
