//! Sessions that were damaged, or that another program wrote: refused with 3 and with what to do, or read; never a panic.

mod person;

use std::path::PathBuf;

use person::Person;

struct Folder(Person);

impl Folder {
    /// A folder with a deployment that was updated.
    fn deployed(strategy: &str) -> Self {
        let file = "services: {web: {image: \"acme/web:1\", ports: [\"80:8080\"]}}";
        let folder = Self(Person::with(file));
        for line in [
            &["deploy", "-s", strategy][..],
            &["update", "--image", "web=acme/web:2"],
        ] {
            assert_eq!(folder.0.types(line).0, Some(0), "{line:?}");
        }
        folder
    }

    fn session(&self) -> PathBuf {
        self.0.folder().join(".paperboat/default/session.jsonl")
    }

    /// Looks at a changed session; it is put back afterwards.
    fn looks(&self, sound: &[u8], changed: &[u8], what: &str) -> (Option<i32>, String) {
        std::fs::write(self.session(), changed).expect("written");
        let (code, said) = self.0.types(&["status"]);
        assert!(!said.contains("panicked"), "{what}: {said}");
        assert!(matches!(code, Some(0 | 1 | 3)), "{what}: {code:?} {said}");
        std::fs::write(self.session(), sound).expect("written");
        (code, said)
    }
}

/// A sequence of numbers that is the same on every computer.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        // Numerical Recipes' linear congruential generator; the high bits are the better ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % n.max(1)
    }
}

#[test]
fn what_another_program_kept_is_refused_with_what_to_do() {
    let folder = Folder::deployed("ec2");
    let sound = std::fs::read(folder.session()).expect("a session");
    let text = String::from_utf8(sound.clone()).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let last = lines
        .iter()
        .rposition(|l| l.contains("\"keep\""))
        .expect("it keeps");
    let with = |from: &str, to: &str| {
        let mut changed = lines.clone();
        let line = changed[last].replacen(from, to, 1);
        assert_ne!(line, changed[last], "{from}");
        changed[last] = &line;
        changed.join("\n") + "\n"
    };
    let versions = lines[last].split("\"versions\":").nth(1).expect("versions");
    let end = versions.find(']').expect("an end") + 1;
    for (from, to, words) in [
        (
            "\"strategy\":\"ec2\"",
            "\"strategy\":\"eks\"",
            "does not know",
        ),
        (
            &format!("\"versions\":{}", &versions[..end]),
            "\"versions\":[]",
            "incomplete",
        ),
        (
            &format!("\"versions\":{}", &versions[..end]),
            "\"versions\":[{\"part\":99}]",
            "cannot be replayed",
        ),
    ] {
        let (code, said) = folder.looks(&sound, with(from, to).as_bytes(), to);
        assert_eq!(code, Some(3), "{to}: {said}");
        assert!(said.contains(words), "{to}: {said}");
        assert!(said.contains("deploy again"), "{to}: {said}");
    }
    for (what, bytes) in [
        ("empty lines", &b"\n\n\n"[..]),
        (
            "binary",
            &[0x7f, b'E', b'L', b'F', 0, 255, 254, b'\n', 1][..],
        ),
        ("another form", b"{\"record\":\"begin\",\"format\":2}\n"),
        ("text", b"hello\n"),
        ("a list", b"[]\n"),
    ] {
        let (code, said) = folder.looks(&sound, bytes, what);
        assert_eq!(code, Some(3), "{what}: {said}");
    }
}

/// Changes some bytes, or some numbers and texts of the JSON, and looks.
#[test]
fn no_change_of_a_session_makes_it_panic() {
    for strategy in ["ec2", "fargate"] {
        let folder = Folder::deployed(strategy);
        let sound = std::fs::read(folder.session()).expect("a session");
        let mut numbers = Numbers(7);
        for round in 0..60 {
            let mut changed = sound.clone();
            match round % 3 {
                0 => {
                    for _ in 0..=numbers.below(4) {
                        let at = numbers.below(changed.len());
                        changed[at] = u8::try_from(numbers.below(256)).unwrap_or_default();
                    }
                }
                1 => {
                    let digits: Vec<usize> = (0..changed.len())
                        .filter(|i| changed[*i].is_ascii_digit())
                        .collect();
                    for _ in 0..=numbers.below(6) {
                        let at = digits[numbers.below(digits.len())];
                        changed[at] = b"0123456789"[numbers.below(10)];
                    }
                }
                _ => {
                    let mut lines: Vec<&[u8]> = sound.split_inclusive(|b| *b == b'\n').collect();
                    let (a, b) = (numbers.below(lines.len()), numbers.below(lines.len()));
                    match numbers.below(3) {
                        0 => lines.swap(a, b),
                        1 => drop(lines.remove(a)),
                        _ => lines.insert(a, lines[b]),
                    }
                    changed = lines.concat();
                }
            }
            folder.looks(&sound, &changed, &format!("{strategy}, round {round}"));
        }
    }
}
