//! Go templates as far as people use them with `--format`: fields, variables, pipelines, `range`, `with`, `if`, and Go's
//! and Docker's functions on them.

mod evaluate;
mod function;
mod lex;

use serde_json::Value;

/// Members that an answer of the engine leaves out where there are none.
pub(super) const LEFT_OUT: [&str; 2] = ["Health", "Healthcheck"];

/// Fills a template from a value.
///
/// # Errors
/// In the words of Go's template engine, or `paperboat: not modelled: ..`.
pub(super) fn fill(template: &str, value: &Value) -> Result<String, String> {
    let tokens = lex::tokens(template)?;
    let mut run = evaluate::Run::new(&tokens, value);
    run.whole()
}

/// Reads a template without filling it.
///
/// # Errors
/// In the words of Go's template engine.
pub(super) fn check(template: &str) -> Result<(), String> {
    lex::tokens(template).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn templates_are_filled_as_go_fills_them() {
        let value = serde_json::json!({
            "Name": "/web", "State": {"Status": "running", "Health": {"Status": "healthy"}}, "Nothing": null,
            "Networks": {"a": {"IPAddress": "172.18.0.2"}, "b": {"IPAddress": "172.19.0.2"}}, "Labels": {"x.y": "1"},
            "Ports": [80, 81], "Pid": 7, "Cmd": ["a", "b c"], "Bound": {"80/tcp": [{"HostPort": "8080"}]},
        });
        let cases = [
            "{{.Name}} {{.State.Status}}",
            "{{range .Networks}}{{.IPAddress}} {{end}}",
            "{{range $k, $v := .Networks}}{{$k}}={{$v.IPAddress}} {{end}}",
            "{{range $v := .Ports}}<{{$v}}>{{else}}none{{end}}",
            "{{if .Nothing}}yes{{else}}no{{end}}",
            "{{if eq .Pid 8}}eight{{else if gt .Pid 6}}more{{else}}less{{end}}",
            "{{with .State}}{{.Status}}{{end}}{{with .Nothing}}x{{else}}y{{end}}",
            "{{index .Labels \"x.y\"}}",
            "{{(index (index .Bound \"80/tcp\") 0).HostPort}}",
            "{{json .State}} {{.State | json}}",
            "{{.Ports}}",
            "{{join .Cmd \",\"}} {{len .Cmd}} {{len .Name}}",
            "{{printf \"%s-%d %q\" .Name .Pid .Name}}",
            "{{upper .Name}} {{lower \"A\"}} {{title \"boat\"}} {{split \"a,b\" \",\"}}",
            "{{and .Pid (not .Nothing)}} {{or .Nothing \"z\"}} {{ne .Pid 7}}",
            "{{slice .Name 1 3}} {{$x := .Pid}}{{$x}} {{$.Name}}",
            "a{{- .Pid -}} b",
            "{{/* a note */}}c",
            "{{.Nope}}",
            "{{json .State.Nope}}",
            "{{.Nothing.Status}}",
            "{{index .Ports 5}}",
            "{{range .Ports}}",
            "{{",
            "{{end}}",
            "{{template \"x\"}}",
            "{{nosuch .Pid}}",
        ];
        let all = cases.iter().map(|c| {
            let filled = fill(c, &value).unwrap_or_else(|e| format!("ERROR {e}"));
            format!("{c} => {filled}")
        });
        let all: Vec<String> = all.collect();
        insta::assert_snapshot!(all.join("\n"), @r#"
        {{.Name}} {{.State.Status}} => /web running
        {{range .Networks}}{{.IPAddress}} {{end}} => 172.18.0.2 172.19.0.2 
        {{range $k, $v := .Networks}}{{$k}}={{$v.IPAddress}} {{end}} => a=172.18.0.2 b=172.19.0.2 
        {{range $v := .Ports}}<{{$v}}>{{else}}none{{end}} => <80><81>
        {{if .Nothing}}yes{{else}}no{{end}} => no
        {{if eq .Pid 8}}eight{{else if gt .Pid 6}}more{{else}}less{{end}} => more
        {{with .State}}{{.Status}}{{end}}{{with .Nothing}}x{{else}}y{{end}} => runningy
        {{index .Labels "x.y"}} => 1
        {{(index (index .Bound "80/tcp") 0).HostPort}} => 8080
        {{json .State}} {{.State | json}} => {"Status":"running","Health":{"Status":"healthy"}} {"Status":"running","Health":{"Status":"healthy"}}
        {{.Ports}} => [80 81]
        {{join .Cmd ","}} {{len .Cmd}} {{len .Name}} => a,b c 2 4
        {{printf "%s-%d %q" .Name .Pid .Name}} => /web-7 "/web"
        {{upper .Name}} {{lower "A"}} {{title "boat"}} {{split "a,b" ","}} => /WEB a Boat [a b]
        {{and .Pid (not .Nothing)}} {{or .Nothing "z"}} {{ne .Pid 7}} => true z false
        {{slice .Name 1 3}} {{$x := .Pid}}{{$x}} {{$.Name}} => we 7 /web
        a{{- .Pid -}} b => a7b
        {{/* a note */}}c => c
        {{.Nope}} => ERROR template: :1:2: executing "" at <.Nope>: map has no entry for key "Nope"
        {{json .State.Nope}} => ERROR template: :1:13: executing "" at <.State.Nope>: map has no entry for key "Nope"
        {{.Nothing.Status}} => ERROR template: :1:10: executing "" at <.Nothing.Status>: nil pointer evaluating interface {}.Status
        {{index .Ports 5}} => ERROR template: :1:2: executing "" at <index .Ports 5>: error calling index: reflect: slice index out of range
        {{range .Ports}} => ERROR template parsing error: template: :1: unexpected EOF
        {{ => ERROR template parsing error: template: :1: unclosed action
        {{end}} => ERROR template parsing error: template: :1: unexpected {{end}}
        {{template "x"}} => ERROR paperboat: not modelled: the template action {{template "x"}}
        {{nosuch .Pid}} => ERROR template parsing error: template: :1: function "nosuch" not defined
        "#);
    }
}
