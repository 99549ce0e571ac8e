//! The tools of a machine, held to what the real ones wrote for the same lines.

use super::Bench;

const TRANSCRIPT: &str = include_str!("tools.txt");
const FILES: &str = "mkdir -p w/d/e && cd w && printf 'b 2\\na 1\\nc 3\\n' > t && printf 'root:x:0\\nuser:y:10\\nzed:z:2\\n' > p && printf '10\\n9\\n100\\n' > n && echo 'in a 1' > d/a.txt && echo b > d/b.txt";

#[test]
fn tools_write_what_the_real_ones_write() {
    let mut cases: Vec<(&str, String)> = Vec::new();
    for line in TRANSCRIPT.lines().filter(|line| !line.starts_with('#')) {
        match (line.strip_prefix("$ "), cases.last_mut()) {
            (Some(command), _) => cases.push((command, String::new())),
            (None, Some((_, wanted))) => *wanted += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    let mut bench = Bench::new(false);
    let made = bench.run(FILES);
    assert_eq!(made, "");
    let fresh = bench.w.clone();
    let mut other = String::new();
    for (command, wanted) in cases {
        bench.w = fresh.clone();
        let shown = bench.run(&format!("cd w; {command}"));
        if shown != wanted {
            other += &format!("$ {command}\nwanted:\n{wanted}shown:\n{shown}");
        }
    }
    assert!(other.is_empty(), "{other}");
}
