//! The rule that `-MD` writes: `output: input input \`, with make's quoting.

/// The inputs of the first rule.
pub(crate) fn inputs(rule: &str) -> Vec<String> {
    words(rule).into_iter().skip_while(|word| !word.ends_with(':')).skip(1).collect()
}

/// The words of the first logical line, without quoting.
fn words(rule: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut characters = rule.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        match (character, next) {
            ('\\', Some('\n')) => {
                characters.next();
                finish(&mut words, &mut word);
            }
            ('\\', Some(quoted @ (' ' | '#' | '\\' | ':'))) | ('$', Some(quoted @ '$')) => {
                characters.next();
                word.push(quoted);
            }
            ('\n', _) => break,
            (' ' | '\t' | '\r', _) => finish(&mut words, &mut word),
            _ => word.push(character),
        }
    }
    finish(&mut words, &mut word);
    words
}

fn finish(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::inputs;

    #[test]
    fn inputs_follow_the_colon() {
        assert_eq!(inputs("out.rs: a.defs b/c.defs\n"), ["a.defs", "b/c.defs"]);
    }

    #[test]
    fn lines_go_on_and_end() {
        let rule = "out.rs more.rs: a.defs \\\n b.defs \\\n\tc.defs\n\na.defs:\n";
        assert_eq!(inputs(rule), ["a.defs", "b.defs", "c.defs"]);
    }

    #[test]
    fn quoting_is_undone() {
        assert_eq!(inputs("o: with\\ space a$$b c\\#d\n"), ["with space", "a$b", "c#d"]);
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(inputs("").is_empty());
        assert!(inputs("o:\n").is_empty());
    }
}
