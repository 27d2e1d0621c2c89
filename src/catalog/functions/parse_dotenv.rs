//! `parse_dotenv`: the text of a `.env` file as a map.

use std::collections::BTreeMap;

use super::{Pure, fault, parameter, text};
use crate::framework::traits::Signature;
use crate::framework::{Type, Value};

pub(super) fn function() -> Pure {
    Pure {
        name: "parse_dotenv",
        signature: Signature {
            parameters: vec![parameter(
                "text",
                Type::String,
                "The content of a `.env` file, for example `file(\"${path.module}/.env\")`.",
            )],
            variadic: None,
            result: Type::map(Type::String),
            summary: "Parses the text of a .env file".to_owned(),
            description: concat!(
                "Reads lines of the form `NAME=value` into a map of strings.\n\n",
                "* Empty lines and lines that begin with `#` are skipped; `export` before a name is allowed.\n",
                "* A value without quotes ends at the end of the line or at a `#` after white space, and is trimmed.\n",
                "* `'...'` and `` `...` `` are taken literally; in `\"...\"` the escapes `\\n`, `\\r`, `\\t`, `\\\\`, `\\\"` and `\\$` are ",
                "replaced. Quoted values may go over several lines.\n",
                "* Variables such as `$HOME` are not expanded.\n",
                "* When a name is there twice, the last value counts.\n\n",
                "Errors name the line, never its content.",
            )
            .to_owned(),
        },
        body: |arguments| {
            let members = parse(text(arguments, 0)?).map_err(|error| fault(0, error))?;
            let values = members.into_iter().map(|(name, value)| (name, Value::from(value)));
            Ok(Value::Map(values.collect()))
        },
    }
}

/// Whether a name can stand before `=`.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_name_character)
}

fn is_name_character(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"=#'\"`\u{feff}".contains(c)
}

/// Reads the text of a `.env` file.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, String>, String> {
    let text = text
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let mut reader = Reader {
        rest: &text,
        line: 1,
    };
    let mut members = BTreeMap::new();
    while !reader.rest.is_empty() {
        reader.blanks();
        if !matches!(reader.rest.chars().next(), None | Some('\n' | '#')) {
            let (name, value) = reader.assignment()?;
            members.insert(name, value);
        }
        reader.end_of_line()?;
    }
    Ok(members)
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Reader<'a> {
    fn fault<T>(&self, what: &str) -> Result<T, String> {
        Err(format!("line {}: {what}", self.line))
    }

    /// Takes what is before the first character that ends it.
    fn until(&mut self, ends: impl Fn(char) -> bool) -> &'a str {
        let at = self.rest.find(ends).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(at);
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }

    fn blanks(&mut self) {
        self.until(|c| c != ' ' && c != '\t');
    }

    fn eat(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                self.line += usize::from(c == '\n');
                true
            }
            None => false,
        }
    }

    fn assignment(&mut self) -> Result<(String, String), String> {
        let mut name = self.until(|c| !is_name_character(c));
        self.blanks();
        if name == "export" && !self.rest.starts_with('=') {
            name = self.until(|c| !is_name_character(c));
            self.blanks();
        }
        if name.is_empty() {
            return self.fault("a line must begin with a name, such as `NAME=value`");
        }
        if !self.eat('=') {
            return self
                .fault("there must be `=` after the name; a value of several lines needs quotes");
        }
        // `NAME=#x` has a value, `NAME= #x` has a comment.
        let spaced = self.rest.starts_with([' ', '\t']);
        self.blanks();
        let value = match self.rest.chars().next() {
            Some(quote @ ('\'' | '`')) => self.literal(quote)?,
            Some('"') => self.escaped()?,
            Some('#') if spaced => String::new(),
            _ => {
                let line = self.until(|c| c == '\n');
                let comment = [" #", "\t#"]
                    .iter()
                    .filter_map(|mark| line.find(mark))
                    .min();
                let value = &line[..comment.unwrap_or(line.len())];
                value.trim_end_matches([' ', '\t']).to_owned()
            }
        };
        Ok((name.to_owned(), value))
    }

    fn literal(&mut self, quote: char) -> Result<String, String> {
        let begun = self.line;
        self.eat(quote);
        let value = self.until(|c| c == quote).to_owned();
        if self.eat(quote) {
            Ok(value)
        } else {
            self.line = begun;
            self.fault(&format!(
                "the value begins with {quote} and has no closing {quote}"
            ))
        }
    }

    fn escaped(&mut self) -> Result<String, String> {
        let begun = self.line;
        self.eat('"');
        let mut value = String::new();
        loop {
            value.push_str(self.until(|c| c == '"' || c == '\\'));
            if self.eat('"') {
                return Ok(value);
            }
            if !self.eat('\\') {
                self.line = begun;
                return self.fault("the value begins with \" and has no closing \"");
            }
            let escapes = [
                ('n', '\n'),
                ('r', '\r'),
                ('t', '\t'),
                ('\\', '\\'),
                ('"', '"'),
                ('$', '$'),
            ];
            match escapes.into_iter().find(|(letter, _)| self.eat(*letter)) {
                Some((_, c)) => value.push(c),
                // Not an escape, so a backslash.
                None => value.push('\\'),
            }
        }
    }

    /// A comment, if any, and the line's end.
    fn end_of_line(&mut self) -> Result<(), String> {
        self.blanks();
        if self.rest.starts_with('#') {
            self.until(|c| c == '\n');
        }
        if self.rest.is_empty() || self.eat('\n') {
            Ok(())
        } else {
            self.fault("there is text after the closing quote; write quotes within a value as \\\"")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_read() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("", &[]),
            ("\n\n  \n# A=1\n   # B=2", &[]),
            ("A=1", &[("A", "1")]),
            (
                "\u{feff}A=1\r\nB=2\rC=3\n",
                &[("A", "1"), ("B", "2"), ("C", "3")],
            ),
            (
                "export A=1\nexport\tB = 2\nexport=3",
                &[("A", "1"), ("B", "2"), ("export", "3")],
            ),
            ("  A  =  one two  \t", &[("A", "one two")]),
            (
                "A=\nB= \nC=''\nD=\"\"",
                &[("A", ""), ("B", ""), ("C", ""), ("D", "")],
            ),
            (
                "A=1 # one\nB=a#b\nC=#c\nD= #d\nE=1\t#",
                &[("A", "1"), ("B", "a#b"), ("C", "#c"), ("D", ""), ("E", "1")],
            ),
            (
                "A='x # y' # z\nB=\"x # y\"# z",
                &[("A", "x # y"), ("B", "x # y")],
            ),
            (r#"A="a\nb\t\\\"\$HOME\x""#, &[("A", "a\nb\t\\\"$HOME\\x")]),
            (r"A='a\n$B'", &[("A", r"a\n$B")]),
            (r"A=C:\new\$x", &[("A", r"C:\new\$x")]),
            ("A=`it's \"so\"`", &[("A", "it's \"so\"")]),
            (
                "A=\"one\ntwo\r\nthree\"\nB=1",
                &[("A", "one\ntwo\nthree"), ("B", "1")],
            ),
            ("A='one\n\n#two'\nB=1", &[("A", "one\n\n#two"), ("B", "1")]),
            ("A=x=y==", &[("A", "x=y==")]),
            (
                "A=it's\nB=say \"hi\"",
                &[("A", "it's"), ("B", "say \"hi\"")],
            ),
            ("A=1\nA=2", &[("A", "2")]),
            ("a.b-c/ü=1", &[("a.b-c/ü", "1")]),
            ("A=$B", &[("A", "$B")]),
            ("export =", &[("export", "")]),
        ];
        for (text, expected) in cases {
            let expected: BTreeMap<String, String> = expected
                .iter()
                .map(|(k, v)| (k.to_string(), v.to_string()))
                .collect();
            assert_eq!(parse(text), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn faults_name_the_line_but_not_its_content() {
        let cases = [
            ("A=1\nhunter2", "line 2: there must be `=`"),
            ("A=\"x\ny\"\n\nhunter2\n", "line 4: there must be `=`"),
            ("=hunter2", "line 1: a line must begin with a name"),
            ("'hunter2'=1", "line 1: a line must begin with a name"),
            ("export", "line 1: a line must begin with a name"),
            ("export hunter2", "line 1: there must be `=`"),
            (
                "A=1\nB='hunter2\nC=1\n",
                "line 2: the value begins with ' and has no closing '",
            ),
            (
                "A=1\nB=\"hunter2\n\\\"",
                "line 2: the value begins with \" and has no closing \"",
            ),
            (
                "A='hunter2'hunter2",
                "line 1: there is text after the closing quote",
            ),
            (
                "A=\"x\ny\" hunter2",
                "line 2: there is text after the closing quote",
            ),
            ("A: hunter2", "line 1: there must be `=`"),
        ];
        for (text, expected) in cases {
            let error = parse(text).expect_err(text);
            assert!(error.starts_with(expected), "{text:?}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "([A-B='\"`\\\\#$ \t\r\n]|export |\\PC){0,60}") {
            if let Ok(members) = parse(&text) {
                prop_assert!(members.keys().all(|name| is_name(name)));
            }
        }
    }
}
