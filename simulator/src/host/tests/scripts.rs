//! The shell, held to what bash 5.2 does.

use proptest::test_runner::Config;

use super::Bench;

/// Each script with what bash 5.2 writes and answers.
#[test]
fn scripts_do_what_bash_does() {
    let cases = [
        ("echo a; echo b", "a\nb\n"),
        ("true && echo yes || echo no", "yes\n"),
        ("false && echo yes || echo no", "no\n"),
        ("false; echo $?", "1\n"),
        ("! false; echo $?", "0\n"),
        ("x=1; echo \"$x-${y:-none}\"", "1-none\n"),
        ("x=\"a  b\"; echo $x; echo \"$x\"", "a b\na  b\n"),
        ("echo $(echo hi; echo there)", "hi there\n"),
        ("x=$(false); echo $?", "1\n"),
        ("x=$(echo a $(echo b)); echo $x", "a b\n"),
        ("bash -c 'x=(a' 2> /dev/null; echo $?", "1\n"),
        ("bash -c 'echo a; y=$(if)' 2> /dev/null; echo $?", "127\n"),
        (
            "printf 'echo a\necho \"$(fi)\"\n' > s; bash s 2> e; echo $?; cat e",
            "a\n2\ns: line 2: syntax error near unexpected token `fi'\ns: line 2: `echo \"$(fi)\"'\n",
        ),
        ("echo \"$(printf 'a\\n\\n')\"x", "ax\n"),
        (
            "if false; then echo a; elif true; then echo b; else echo c; fi",
            "b\n",
        ),
        ("if false; then echo a; fi; echo $?", "0\n"),
        ("for i in 1 2 3; do echo $i; done", "1\n2\n3\n"),
        (
            "for i in {1..3}; do [ $i = 2 ] && continue; echo $i; done",
            "1\n3\n",
        ),
        (
            "for i in 1 2 3; do if [ $i = 2 ]; then break; fi; echo $i; done; echo $?",
            "1\n0\n",
        ),
        (
            "for a in 1 2; do for b in x y; do [ $b = y ] && continue 2; echo $a$b; done; done",
            "1x\n2x\n",
        ),
        (
            "i=0; while [ $i -lt 3 ]; do i=$((i + 1)); done; echo $i",
            "3\n",
        ),
        (
            "i=0; until [ $i -ge 2 ]; do i=$((i+1)); echo $i; done",
            "1\n2\n",
        ),
        ("case web-1 in db*) echo d;; web*) echo w;; esac", "w\n"),
        ("[[ abc == a* && ! -e /nope ]] && echo yes", "yes\n"),
        ("echo b a | tr a b | rev", "b b\n"),
        ("printf 'b\\na\\n' | sort | head -1", "a\n"),
        ("echo one two | wc -w", "2\n"),
        ("false | true; echo $?", "0\n"),
        ("set -o pipefail; false | true; echo $?", "1\n"),
        ("set -e; false; echo no", "= 1\n"),
        (
            "set -e; false || true; if false; then :; fi; ! true; echo yes",
            "yes\n",
        ),
        ("set -e; (exit 3); echo no", "= 3\n"),
        (
            "set -eu; echo $nope; echo no",
            "! bash: line 1: nope: unbound variable\n= 127\n",
        ),
        ("set -e; x=$(false; echo in); echo $x", "in\n"),
        (
            "set -x; x=1; echo \"a b\" $x",
            "a b 1\n! + x=1\n! + echo 'a b' 1\n",
        ),
        (
            "(cd /tmp; x=2; pwd); pwd; echo ${x-none}",
            "/tmp\n/home/ec2-user\nnone\n",
        ),
        (
            "{ echo a; echo b; } > f; cat f; echo c >> f; wc -l < f",
            "a\nb\n3\n",
        ),
        ("echo err 2>/dev/null >&2; echo $?", "0\n"),
        (
            "ls /nope 2>&1 | cat",
            "ls: cannot access '/nope': No such file or directory\n",
        ),
        ("cat <<EOF\nhome $HOME\nEOF", "home /home/ec2-user\n"),
        ("cat <<'EOF'\nhome $HOME\nEOF", "home $HOME\n"),
        ("read a b <<< 'x y z'; echo $b", "y z\n"),
        (
            "printf 'a\\nb\\n' | while read l; do echo \"<$l>\"; done",
            "<a>\n<b>\n",
        ),
        ("x=1 env | grep ^x; echo ${x-none}", "x=1\nnone\n"),
        ("export A=b; sh -c 'echo $A $0 $1' name arg", "b name arg\n"),
        ("exit 7; echo no", "= 7\n"),
        ("echo $(exit 4); echo $?", "\n0\n"),
        ("bash -c 'exit 9' || echo $?", "9\n"),
        (
            "cd /nope",
            "! bash: line 1: cd: /nope: No such file or directory\n= 1\n",
        ),
        (
            "echo hi > /nope/x; echo $?",
            "1\n! bash: line 1: /nope/x: No such file or directory\n",
        ),
        (
            "echo hi > /etc/x",
            "! bash: line 1: /etc/x: Permission denied\n= 1\n",
        ),
        (
            "./nope",
            "! bash: line 1: ./nope: No such file or directory\n= 127\n",
        ),
        ("/etc", "! bash: line 1: /etc: Is a directory\n= 126\n"),
        (
            "printf '#!/bin/sh\\necho ran $1\\n' > s; ./s; chmod +x s; ./s on",
            "ran on\n! bash: line 1: ./s: Permission denied\n",
        ),
        ("eval 'x=3; echo $x'; echo $x", "3\n3\n"),
        ("echo 'y=4' > v; . ./v; echo $y", "4\n"),
        ("set -- a b c; shift; echo $# $1 \"$@\"", "2 b b c\n"),
        (
            "break; echo $?",
            "0\n! bash: line 1: break: only meaningful in a `for', `while', or `until' loop\n",
        ),
        ("[ a", "! bash: line 1: [: missing `]'\n= 2\n"),
        (
            "type cd nope",
            "cd is a shell builtin\n! bash: line 1: type: nope: not found\n= 1\n",
        ),
        ("command -v docker || echo absent", "absent\n"),
        ("exec echo last; echo no", "last\n"),
        ("echo *.nope; touch a.y b.y; echo *.y", "*.nope\na.y b.y\n"),
        ("umask 077; echo > secret; stat -c %a secret", "600\n"),
        ("timeout 2 sleep 5; echo $?", "124\n"),
        ("timeout 5 sleep 2; echo $?", "0\n"),
        ("timeout -s KILL 1m sleep 1h; echo $?", "137\n"),
        ("timeout 0 sleep 1; echo $?", "0\n"),
        ("timeout 1 bash -c 'sleep 3; echo no'; echo $?", "124\n"),
        (
            "timeout 1 sh -c 'cd /tmp; x=1; sleep 9'; pwd; echo \"<$x>\"",
            "/home/ec2-user\n<>\n",
        ),
        ("timeout 3 timeout 1 sleep 5; echo $?", "124\n"),
        ("timeout 1 sleep 5 | cat; echo ${x:-end}", "end\n"),
        (
            "timeout 1 nope",
            "! timeout: failed to run command ‘nope’: No such file or directory\n! paperboat: not modelled: nope\n= 127\n",
        ),
        (
            "timeout x sleep 1",
            "! timeout: invalid time interval ‘x’\n! Try 'timeout --help' for more information.\n= 125\n",
        ),
    ];
    let mut bench = Bench::new(false);
    let fresh = bench.w.clone();
    for (script, expected) in cases {
        bench.w = fresh.clone();
        let shown = bench.run(script);
        assert_eq!(shown, expected, "{script}");
    }
}

#[test]
fn an_endless_loop_is_cut_off() {
    let mut bench = Bench::new(false);
    let shown = bench.run("while true; do :; done");
    insta::assert_snapshot!(shown, @r"
    ! paperboat: cut off with exit code 124 after this many steps, the most that a command line of a world may take: 20000
    = 124
    ");
    let shown = bench.run("x=a; while true; do x=$x$x; done");
    insta::assert_snapshot!(shown, @r"
    ! paperboat: cut off: the arguments are longer than 4 MiB
    = 127
    ");
}

#[test]
fn what_is_not_modelled_is_named() {
    let mut bench = Bench::new(false);
    let shown = bench.run("x=$(sleep 1 & echo y)");
    insta::assert_snapshot!(shown, @r"
    ! paperboat: not modelled: a command in the background whose output another one reads
    = 2
    ");
    let shown = bench.run("printf %099999999d 1 | wc -c");
    insta::assert_snapshot!(shown, @r"
    0
    ! paperboat: not modelled: printf of more than 4 MiB
    ");
    let shown = bench.run("head -c 4 /dev/zero");
    insta::assert_snapshot!(shown, @r"
    ! head: cannot open '/dev/zero' for reading: No such file or directory
    ! paperboat: not modelled: what is below /dev
    = 1
    ");
    // What stands before is run, and what is not reached is not asked.
    let shown = bench
        .run("echo before\nif false; then select x in a; do :; done; fi\nselect x in a; do :; done\necho after");
    insta::assert_snapshot!(shown, @r"
    before
    ! paperboat: not modelled: select
    = 2
    ");
    let shown = bench.run("perl -e 1");
    insta::assert_snapshot!(shown, @r"
    ! paperboat: not modelled: perl
    = 127
    ");
    let shown = bench.run("if true; then");
    insta::assert_snapshot!(shown, @r"
    ! bash: -c: line 2: syntax error: unexpected end of file
    = 2
    ");
}

/// A shell that begins itself again ends, and so does a command that nobody waits for.
#[test]
fn the_background_is_bounded() {
    let mut bench = Bench::new(false);
    let shown = bench.run("f() { f & }; f; wait; echo end");
    let words = "not modelled: more than 256 commands of a shell in the background, or 8";
    assert!(
        shown.starts_with("end\n") && shown.contains(words),
        "{shown}"
    );
    let shown = bench.run("sleep 1h > /dev/null 2>&1 & echo $?");
    assert_eq!(shown, "0\n");
    let shown = bench.run("(sleep 5; echo late) & echo early");
    assert_eq!(shown, "early\nlate\n");
}

/// Words that make commands when they are thrown together.
const WORDS: &[&str] = &[
    "echo",
    "cat",
    "sudo",
    "true",
    "false",
    "set -e;",
    "if",
    "then",
    "else",
    "fi;",
    "for x in a b;",
    "do",
    "done;",
    "while",
    "break;",
    "continue;",
    "&&",
    "||",
    "|",
    ";",
    "(",
    ")",
    "{",
    "}",
    "$(",
    "\"",
    "'",
    "> f",
    "< f",
    "2>&1",
    "<<< $x",
    "$x",
    "${x:-y}",
    "$((x+1))",
    "cd /tmp;",
    "exit 3;",
    "read x",
    "x=1",
    "[ -f f ]",
    "[[ $x == a* ]]",
    "docker ps",
    "systemctl start docker",
    "rm -rf /",
    "mkdir -p a/b",
    "cp -r . x",
    "mv a b",
    "ln -s f g",
    "ls -la",
    "sed 's/a/b/'",
    "grep a",
    "head -1",
    "bash -c 'x'",
    "newgrp docker",
    "chmod -R 000 .",
    "tee f",
    "\n",
    "!",
    "*",
    "sleep 1",
    "reboot",
    "curl -f localhost",
    "dnf install -y docker",
    "case $x in a) ;; esac",
    "exec",
    "eval",
    "\\",
    "env",
    "command",
    "source f",
    "echo hi >> f",
    "cut -f1",
    "sort -n",
    "tail -n +2",
    "printf '%s %d' a",
    "date +%F",
];

#[test]
fn no_command_line_panics() {
    let mut bench = Bench::new(false);
    bench.run("sudo dnf install -y docker && sudo systemctl start docker && sudo usermod -aG docker ec2-user");
    let script = proptest::collection::vec(proptest::sample::select(WORDS), 0..14);
    let config = Config {
        cases: 256,
        failure_persistence: None,
        ..Config::default()
    };
    proptest::proptest!(config, |(words in script)| {
        let mut one = Bench { w: bench.w.clone(), login: bench.login.clone() };
        let _ = one.exec(&words.join(" "), "some\ninput\n");
    });
}
