use super::{Flaw, scan};
use Flaw::{End, Near, Open, Values, Within};

fn near(line: usize, token: &str) -> Option<Flaw> {
    Some(Near(line, token.to_owned()))
}

/// As bash 5.2.15 says of each.
#[test]
fn a_script_stops_where_bash_stops() {
    for (script, flaw) in [
        ("echo \"oops", Some(Open(1, '"'))),
        ("echo a\necho 'b\nc", Some(Open(2, '\''))),
        ("echo ${x", Some(Open(1, '}'))),
        ("echo `a\nb", Some(Open(1, '`'))),
        ("echo $(a\nb", Some(Open(3, ')'))),
        ("echo $((1+\n2", Some(Open(1, ')'))),
        ("x=(a\nb", Some(Values(1))),
        ("if true; then\n", Some(End(2))),
        ("if true; then echo x; else", Some(End(2))),
        ("{ echo a\necho b", Some(End(3))),
        ("f()", Some(End(2))),
        ("f() {\n", Some(End(2))),
        ("a &&", Some(End(2))),
        ("echo x |\n\n", Some(End(3))),
        ("for x in", Some(End(2))),
        ("case x", Some(End(2))),
        ("case x in y) echo", Some(End(2))),
        ("(a", Some(End(2))),
        ("for", near(1, "newline")),
        ("for\necho a", near(1, "newline")),
        ("case", near(1, "newline")),
        ("function", near(1, "newline")),
        ("echo >", near(1, "newline")),
        ("cat <<", near(1, "newline")),
        ("echo a\nfi", near(2, "fi")),
        ("echo a; fi", near(1, "fi")),
        ("if; then", near(1, ";")),
        ("if true; fi", near(1, "fi")),
        ("while true; done", near(1, "done")),
        ("echo a )", near(1, ")")),
        ("&& a", near(1, "&&")),
        ("a ;; b", near(1, ";;")),
        ("a & & b", near(1, "&")),
        ("}", near(1, "}")),
        ("echo \"$(if)\"", Some(Within(1, ")".to_owned()))),
        ("echo $(a\nfi)", Some(Within(2, "fi".to_owned()))),
        ("case a in a) echo x;; b", near(1, "newline")),
        ("()", near(1, ")")),
    ] {
        // At the end of a pattern the line's end is what bash finds.
        let found = scan(script).flaw;
        let end_of_line = flaw == near(1, "newline") && found == Some(End(2));
        assert!(found == flaw || end_of_line, "{script:?}: {found:?}");
    }
}

#[test]
fn what_is_whole_has_no_flaw() {
    for script in [
        "",
        "\n# only a comment's quote\n",
        "a && b || c; d & e\n",
        "! a | b |& c",
        "!",
        "if a; then b; elif c; then d; else e; fi > f 2>&1",
        "while read -r x; do :; done < <(ls; echo ')')",
        "until a; do b; done",
        "for x; do a; done",
        "for x in a b\ndo c; done",
        "for ((i = 0; i < 3; i++)); do a; done",
        "for x in $(ls | grep \")\"); do { a; } ; done",
        "case $x in (a|b) c;; *) d\nesac",
        "case x in esac",
        "f() { a; }; g () (b)\nfunction h { c; }",
        "x=(a \"b c\" # it's a comment)\n d) y+=(1) z[1]=(2)",
        "echo ${x:-\"a}b\"} \"${x:-it's}\" ${x#'}'} $'it\\'s' \"$'\" $\"a\"",
        "echo \"$(echo \"$(echo ')')\")\" `echo \\`a\\``",
        "(( x > 1 && y < 2 )) && echo $(( (1 + 2) * 3 )) $((1)) $( (a); b )",
        "((a); b)",
        "[[ $x =~ ^(a|b)$ && -n $y || a < b ]] && c",
        "cat <<A <<-'B' | wc\n$(\nA\n\tif\n\tB\necho $(cat <<C\n)\"\nC\n)",
        "cat <<< \"a\" > b 2>> c &> d >| e 3>&1 <&-",
        "echo a\\\n b # c \"\necho {a,b} } fi do",
        "echo a#b $# ${#x} $$",
        "time -p a; time",
    ] {
        let found = scan(script);
        assert_eq!(found.flaw, None, "{script:?}");
        assert_eq!(found.delimited, [], "{script:?}");
    }
}

#[test]
fn a_line_is_read_whole_and_a_document_with_its_lines() {
    let whole = "a; b\ncat <<E\nx\nE\nif c\nthen d; fi\n";
    let found = scan(&format!("{whole}e; fi\n"));
    assert_eq!(found.ends, [5, 17, whole.len()]);
    let open = scan("a\ncat <<E\nx\ny\n");
    assert_eq!(open.flaw, None);
    let said = (open.delimited[0].at, open.delimited[0].begun);
    assert_eq!((said, open.delimited[0].wanted.as_str()), ((4, 2), "E"));
}

#[test]
fn no_script_is_too_deep() {
    for deep in ["$(", "(", "{ ", "f() ", "${x:-", "if ", "\"$(", "$((", "! "] {
        let script = deep.repeat(20_000);
        assert!(scan(&script).ends.len() < 2);
    }
}
