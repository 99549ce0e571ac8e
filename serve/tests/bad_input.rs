//! What no client should send: torn, mutated, slow and endless requests. Each is answered or its connection is closed, soon,
//! and nobody else notices.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use paperboat_serve::clock::{Pace, Paced};
use paperboat_serve::server::{Limits, Served, run};
use paperboat_serve::worlds::{Birth, Worlds};
use paperboat_wire::{Asked, read};

/// How many mutated requests are read and asked in this process, and how many go through a socket; `PAPERBOAT_FUZZ` has
/// so many times as many.
const INSIDE: u32 = 4_000;
const OUTSIDE: u32 = 400;
/// How much more memory they may leave behind, in KiB. What they make stays made: a mutated launch is a launch.
const GROWTH: u64 = 64 << 10;

/// Service, target or method and path, body.
const SOUND: [(&str, &str, &str); 12] = [
    (
        "ec2",
        "",
        "Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=instance-state-name&Filter.1.Value.1=running",
    ),
    (
        "ec2",
        "",
        "Action=RunInstances&Version=2016-11-15&ImageId=ami-0123456789abcdef0&MinCount=1&MaxCount=1&InstanceType=t3.micro&UserData=IyEvYmluL3NoCg%3D%3D&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b",
    ),
    (
        "ec2",
        "",
        "Action=CreateSecurityGroup&Version=2016-11-15&GroupName=web&GroupDescription=web",
    ),
    (
        "ec2",
        "",
        "Action=AuthorizeSecurityGroupIngress&Version=2016-11-15&GroupId=sg-0123456789abcdef0&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=80&IpPermissions.1.ToPort=80&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0%2F0",
    ),
    (
        "iam",
        "",
        "Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D",
    ),
    (
        "elasticloadbalancing",
        "",
        "Action=CreateLoadBalancer&Version=2015-12-01&Name=web&Subnets.member.1=subnet-1&Subnets.member.2=subnet-2&Type=application",
    ),
    ("sts", "", "Action=GetCallerIdentity&Version=2011-06-15"),
    (
        "ecs",
        "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition",
        r#"{"family":"web","networkMode":"awsvpc","cpu":"256","memory":"512","requiresCompatibilities":["FARGATE"],"containerDefinitions":[{"name":"web","image":"nginx:1.27","portMappings":[{"containerPort":80}],"environment":[{"name":"A","value":"b"}]}]}"#,
    ),
    (
        "ecs",
        "AmazonEC2ContainerServiceV20141113.CreateCluster",
        r#"{"clusterName":"c","tags":[{"key":"a","value":"b"}]}"#,
    ),
    (
        "logs",
        "Logs_20140328.CreateLogGroup",
        r#"{"logGroupName":"/ecs/web"}"#,
    ),
    (
        "secretsmanager",
        "secretsmanager.CreateSecret",
        r#"{"Name":"db","SecretString":"s3cret","ClientRequestToken":"01234567-89ab-cdef-0123-456789abcdef"}"#,
    ),
    (
        "elasticfilesystem",
        "",
        r#"{"CreationToken":"t","Encrypted":true,"Tags":[{"Key":"a","Value":"b"}]}"#,
    ),
];

/// xorshift64: the same requests in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (below.max(1) as u64)).unwrap_or_default()
    }

    /// Changes a text a few times: bytes, spans, what nests and what ends things.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        const ODD: [&str; 14] = [
            "%",
            "%zz",
            "&",
            "=",
            ".1",
            ".99999999999",
            "{",
            "}",
            "[[[[[[[[",
            "\"",
            "\u{0}",
            "null",
            "-1e999",
            "\u{2028}",
        ];
        for _ in 0..=self.roll(4) {
            let at = self.roll(bytes.len() + 1);
            let end = (at + self.roll(24)).min(bytes.len());
            match self.roll(6) {
                0 if at < bytes.len() => {
                    bytes[at] = u8::try_from(self.roll(256)).unwrap_or_default()
                }
                1 => bytes.truncate(at),
                2 => {
                    bytes.drain(at..end);
                }
                3 => {
                    let span = bytes[at..end].to_vec();
                    let times = self.roll(40);
                    bytes.splice(at..at, span.repeat(times));
                }
                _ => {
                    let word = ODD[self.roll(ODD.len())];
                    bytes.splice(at..at, word.bytes());
                }
            }
        }
    }
}

/// A request as it is sent: scope, target, body; some of it mutated.
fn mutated(dice: &mut Dice) -> (String, String, Vec<u8>) {
    let (service, target, body) = SOUND[dice.roll(SOUND.len())];
    let mut scope = format!("k/20260101/us-east-1/{service}/aws4_request").into_bytes();
    let (mut target, mut body) = (target.as_bytes().to_vec(), body.as_bytes().to_vec());
    match dice.roll(10) {
        0 => dice.mutate(&mut scope),
        1 => dice.mutate(&mut target),
        _ => dice.mutate(&mut body),
    }
    // What a header cannot hold is HTTP's affair, and not a service's.
    let header = |bytes: Vec<u8>| {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        text.chars()
            .filter(|c| c.is_ascii_graphic())
            .collect::<String>()
    };
    (header(scope), header(target), body)
}

fn times() -> u32 {
    let said = std::env::var("PAPERBOAT_FUZZ").unwrap_or_default();
    said.parse().unwrap_or(1)
}

fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn mutated_requests_are_answered() {
    let inside = INSIDE * times();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut paced = Paced::new(Birth::default().world(), Pace::Warp);
    let (mut done, mut refused, mut longest) = (0_u32, 0_u32, Duration::ZERO);
    let before = resident();
    for _ in 0..inside {
        let (scope, target, body) = mutated(&mut dice);
        let authorization =
            format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
        let path = if scope.contains("elasticfilesystem") {
            "/2015-02-01/file-systems"
        } else {
            "/"
        };
        let asked = Asked {
            method: "POST",
            path,
            target: (!target.is_empty()).then_some(&target),
            authorization: Some(&authorization),
            body: &body,
            ..Asked::default()
        };
        let began = Instant::now();
        let answer = match read(&asked) {
            Ok(read) => {
                let said = paced.ask(&read, false);
                read.answer(&said, "id")
            }
            Err(refusal) => refusal.answer("id"),
        };
        longest = longest.max(began.elapsed());
        assert!((200..600).contains(&answer.status), "{answer:?}");
        match answer.status {
            200 | 201 => done += 1,
            _ => refused += 1,
        }
    }
    paced.world().check();
    println!("{inside} mutated requests: {done} done, {refused} refused, the longest {longest:?}");
    assert!(done > 50 && refused > 500, "{done} done, {refused} refused");
    assert!(longest < Duration::from_secs(5), "{longest:?}");
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(after < before + GROWTH, "{before} KiB, then {after} KiB");
    }
}

fn serve(limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let at = listener.local_addr().expect("an address");
    let served = Served::new(Worlds::new(Birth::default(), Pace::Warp)).with_limits(limits);
    std::thread::spawn(move || run(listener, served));
    at
}

fn connect(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(at).expect("a connection");
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("a limit");
    stream
        .set_write_timeout(Some(Duration::from_secs(20)))
        .expect("a limit");
    stream
}

/// What comes until the connection ends.
fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_alive(at: SocketAddr) {
    let mut stream = connect(at);
    let asked = "GET /_localstack/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    stream.write_all(asked.as_bytes()).expect("sent");
    assert!(rest(stream).starts_with("HTTP/1.1 200"));
}

#[test]
fn mutated_bytes_on_a_socket_get_an_answer_or_an_end() {
    let at = serve(Limits {
        head: Duration::from_millis(200),
        body: Duration::from_millis(200),
    });
    let outside = OUTSIDE * times();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut ended = 0_u32;
    for _ in 0..outside {
        let (scope, target, body) = mutated(&mut dice);
        let target = match target.as_str() {
            "" => String::new(),
            target => format!("X-Amz-Target: {target}\r\n"),
        };
        let mut bytes = format!(
            "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 Credential={scope}, Signature=0\r\n\
             {target}Connection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend(&body);
        if dice.roll(4) == 0 {
            dice.mutate(&mut bytes);
        }
        let mut stream = connect(at);
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let said = rest(stream);
        ended += u32::from(said.is_empty());
        assert!(said.is_empty() || said.starts_with("HTTP/1."), "{said}");
    }
    println!("{outside} mutated requests on sockets: {ended} connections ended without an answer");
    assert!(ended < outside / 5, "{ended}");
    is_alive(at);
}

#[test]
fn who_is_slow_is_not_waited_for() {
    let at = serve(Limits {
        head: Duration::from_millis(300),
        body: Duration::from_millis(300),
    });
    let began = Instant::now();
    // More than are served at once; none of them ever says a whole word.
    let silent: Vec<TcpStream> = (0..300).map(|_| connect(at)).collect();
    for mut stream in &silent {
        let _ = stream.write_all(b"POST / HT");
    }
    is_alive(at);
    let mut half = connect(at);
    let head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nAction";
    half.write_all(head.as_bytes()).expect("sent");
    let said = rest(half);
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    let mut dripping = connect(at);
    for byte in b"GET / HTTP/1.1\r\nHost: a-name-that-goes-on-and-on" {
        if dripping.write_all(&[*byte]).is_err() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let said = rest(dripping);
    assert!(
        said.is_empty() || said.starts_with("HTTP/1.1 408"),
        "{said}"
    );
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    drop(silent);
    is_alive(at);
}
