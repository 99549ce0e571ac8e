//! Ports in the words with which a program is started: `--port 5000`, `-b 0.0.0.0:8000`, `runserver 8000`.

use std::collections::BTreeMap;

/// Options whose value is a port, as the servers of the common languages and the databases call it.
const PORT: [&str; 10] = [
    "--port",
    "--http-port",
    "--http.port",
    "--server-port",
    "--server.port",
    "--listen-port",
    "--web.port",
    "-Dserver.port",
    "-Dquarkus.http.port",
    "-Dhttp.port",
];

/// Options whose value is an address to listen on, or a port.
const ADDRESS: [&str; 10] = [
    "--bind",
    "-b",
    "--listen",
    "-l",
    "--addr",
    "--address",
    "--http-address",
    "--listen-address",
    "--web.listen-address",
    "--urls",
];

/// Programs that call others: their options name the other's port.
const CLIENTS: [&str; 12] = [
    "curl",
    "wget",
    "nc",
    "ncat",
    "ssh",
    "scp",
    "mkdir",
    "psql",
    "mysql",
    "mysqladmin",
    "redis-cli",
    "pg_isready",
];

/// Words that stand for this very container.
pub(super) const OWN_HOSTS: [&str; 9] = [
    "0.0.0.0",
    "::",
    "[::]",
    "*",
    "+",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "",
];

/// The ports that a command line tells a program to listen on; none when it says nothing.
///
/// `words` are entrypoint and command. A shell's line is read command by command, and the last that says something
/// counts: what comes before it prepares or waits.
pub(super) fn ports(words: &[String], environment: &BTreeMap<String, String>) -> Vec<u16> {
    let line = words
        .iter()
        .map(|word| filled(word, environment))
        .collect::<Vec<_>>()
        .join(" ");
    line.split([';', '|', '&', '\n'])
        .map(of_command)
        .rfind(|ports| !ports.is_empty())
        .unwrap_or_default()
}

/// Options whose value is the address of a page beside the main port: MinIO's console (min.io, `minio server`).
const BESIDE: [&str; 1] = ["--console-address"];

/// Tells whether a word is such an option, or its value.
fn beside(words: &[&str], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|n| words.get(n));
    let named = words[at].split('=').next().unwrap_or_default();
    BESIDE.contains(&named) || before.is_some_and(|word| BESIDE.contains(word))
}

/// The ports that one simple command says.
fn of_command(command: &str) -> Vec<u16> {
    let unquoted = command.replace(['"', '\'', '(', ')'], " ");
    let words: Vec<&str> = unquoted.split_whitespace().collect();
    let base = |word: &&str| word.rsplit('/').next().unwrap_or_default().to_owned();
    if words
        .first()
        .is_some_and(|w| CLIENTS.contains(&base(w).as_str()))
        || calls_other(&words)
    {
        return Vec::new();
    }
    let mut ports = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let (name, value) = word.split_once('=').unwrap_or((word, next));
        let port = if beside(&words, at) {
            None
        } else if PORT.contains(&name) {
            number(value)
        } else if ADDRESS.contains(&name) || is_entry_point(name) {
            number(value).or_else(|| listened(value))
        } else if let Some(short) = word.strip_prefix("-p") {
            number(if short.is_empty() { next } else { short })
        } else if let Some(short) = word.strip_prefix("-b") {
            listened(short)
        } else if ["runserver", "http.server"].contains(word) {
            number(next)
        } else {
            // `localhost:9092` alone is more often whom it calls than where it listens
            let may =
                !word.starts_with('-') && !word.contains("localhost") && !word.contains("127.");
            Some(*word).filter(|_| may).and_then(listened)
        };
        ports.extend(port.filter(|p| !ports.contains(p)));
    }
    ports
}

/// `--entrypoints.NAME.address=:80` of Traefik.
fn is_entry_point(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("--entrypoints.") && name.ends_with(".address")
}

/// Tells whether a command says with `-h` or `--host` that it means another host.
fn calls_other(words: &[&str]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let (name, value) = word.split_once('=').unwrap_or((word, next));
        ["-h", "--host", "-H"].contains(&name)
            && !OWN_HOSTS.contains(&value)
            && !value.starts_with('-')
    })
}

/// The port of an address that means this container: `0.0.0.0:8000`, `:8000`, `http://+:5000`, `tcp://0.0.0.0:80`.
pub(super) fn listened(address: &str) -> Option<u16> {
    let (scheme, rest) = match address.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, address),
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let Some((host, port)) = authority.rsplit_once(':').filter(|(h, _)| *h != "[:") else {
        let default = super::address::default_port(scheme?)?;
        return OWN_HOSTS.contains(&authority).then_some(default);
    };
    number(port).filter(|_| OWN_HOSTS.contains(&host))
}

/// A port that stands alone.
pub(super) fn number(text: &str) -> Option<u16> {
    text.trim().parse().ok().filter(|port| *port != 0)
}

/// Puts in `$NAME`, `${NAME}` and `${NAME:-DEFAULT}`, as the container's shell does.
pub fn filled(text: &str, environment: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let braced = after.strip_prefix('{').and_then(|a| a.split_once('}'));
        let (name, default, tail) = match braced {
            Some((inside, tail)) => {
                let (name, default) = inside.split_once(":-").unwrap_or((inside, ""));
                (name, default, tail)
            }
            None => {
                let end = after
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .unwrap_or(after.len());
                (&after[..end], "", &after[end..])
            }
        };
        out.push_str(environment.get(name).map_or(default, String::as_str));
        rest = tail;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::ports;

    fn read(line: &[&str]) -> Vec<u16> {
        let environment = BTreeMap::from([("PORT".to_owned(), "7000".to_owned())]);
        let words: Vec<String> = line.iter().map(|w| (*w).to_owned()).collect();
        ports(&words, &environment)
    }

    #[test]
    fn commands_say_where_a_program_listens() {
        for (line, port) in [
            ("uvicorn main:app --host 0.0.0.0 --port 8123", 8123),
            ("gunicorn -b 0.0.0.0:8001 app:app", 8001),
            ("gunicorn -b:8001 app:app", 8001),
            ("gunicorn --bind=:8002 app:app", 8002),
            ("python manage.py runserver 0.0.0.0:8003", 8003),
            ("python manage.py runserver 8003", 8003),
            ("python -m http.server 8004", 8004),
            ("php -S 0.0.0.0:8005 -t public", 8005),
            ("java -Dserver.port=8006 -jar app.jar", 8006),
            ("java -jar app.jar --server.port=8007", 8007),
            ("rails server -b 0.0.0.0 -p 8008", 8008),
            ("serve -s build -l tcp://0.0.0.0:8009", 8009),
            ("dotnet Api.dll --urls http://+:8010", 8010),
            ("flask run --host=0.0.0.0 --port=8011", 8011),
            ("redis-server --port 6380", 6380),
            ("postgres -p 5433", 5433),
            ("mysqld --port=3307", 3307),
            ("./server --web.listen-address=:9191", 9191),
            ("traefik --entrypoints.web.address=:8088", 8088),
        ] {
            assert_eq!(read(&line.split(' ').collect::<Vec<_>>()), [port], "{line}");
        }
        let shell = |line| read(&["sh", "-c", line]);
        assert_eq!(
            shell("./wait -h db -p 5432 && exec node app.js --port 5000"),
            [5000]
        );
        assert!(shell("until pg_isready -h db -p 5432; do sleep 1; done; ./api").is_empty());
        assert_eq!(shell("exec uvicorn app:app --port ${PORT:-8000}"), [7000]);
        assert_eq!(shell("exec uvicorn app:app --port ${OTHER:-8000}"), [8000]);
        assert_eq!(shell("exec uvicorn app:app --port $PORT"), [7000]);
    }

    #[test]
    fn what_names_another_program_is_no_port_of_this_one() {
        for line in [
            "wait-for-it.sh db:5432 -- ./api",
            "./migrate --db-port 5432",
            "mkdir -p 755",
            "redis-cli -h cache -p 6379",
            "./worker --broker amqp://mq:5672",
            "npm run start",
            "./api --port",
            "./api -p production",
        ] {
            assert_eq!(
                read(&line.split(' ').collect::<Vec<_>>()),
                [] as [u16; 0],
                "{line}"
            );
        }
    }
}
