using System.Text;

namespace LyttleCluster.Core.NginxConfiguration;

/// <summary>
/// Reads nginx's language strictly: what nginx might read otherwise than we do is refused. It knows words, quotes, escapes, comments and blocks, and
/// nothing of what directives mean.
/// </summary>
internal sealed class CustomReader
{
    private const int Longest = 32768;
    private readonly string _text;
    private int _at;

    private CustomReader(string text) => _text = text;

    /// <summary>The directives.</summary>
    /// <exception cref="FormatException">The text is not nginx's language; the message says why.</exception>
    public static IReadOnlyList<CustomDirective> Read(string text)
    {
        if (text.Length > Longest) throw new FormatException($"it is longer than {Longest} characters");
        return new CustomReader(text).ReadBlock(depth: 0);
    }

    private List<CustomDirective> ReadBlock(int depth)
    {
        var directives = new List<CustomDirective>();
        var words = new List<string>();
        while (SkipToWord())
        {
            switch (_text[_at])
            {
                case ';':
                    _at++;
                    directives.Add(Make(words, null));
                    words.Clear();
                    break;
                case '{':
                    _at++;
                    if (depth > 0) throw new FormatException("a block may not have another one in it");
                    directives.Add(Make(words, ReadBlock(depth + 1)));
                    words.Clear();
                    break;
                case '}':
                    _at++;
                    return depth > 0 && words.Count == 0 ? directives : throw new FormatException(depth == 0 ? "it has a '}' too many" : $"there is no ';' after '{Short(words[^1])}'");
                default:
                    words.Add(ReadWord());
                    break;
            }
        }

        if (words.Count > 0) throw new FormatException($"there is no ';' after '{Short(words[^1])}'");
        return depth == 0 ? directives : throw new FormatException("a block has no '}' at its end");
    }

    private static CustomDirective Make(List<string> words, IReadOnlyList<CustomDirective>? block) => words.Count == 0
        ? throw new FormatException(block is null ? "it has a ';' with nothing before it" : "it has a '{' with nothing before it")
        : new CustomDirective(words[0], words[1..], block);

    /// <summary>Over spaces and comments; false at the end.</summary>
    private bool SkipToWord()
    {
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '#') _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length - 1;
            else if (!IsSpace(_text[_at])) return true;
        }

        return false;
    }

    private string ReadWord()
    {
        var word = _text[_at] is '"' or '\'' ? ReadQuoted(_text[_at]) : ReadBare();
        return NginxWord.WhyNot(word) is { } why ? throw new FormatException($"'{Short(word)}': {why}") : word;
    }

    private string ReadQuoted(char quote)
    {
        var word = new StringBuilder();
        for (_at++; _at < _text.Length && _text[_at] != quote; _at++) Append(word);
        if (_at >= _text.Length) throw new FormatException($"a quote ({quote}) has no end");
        _at++;
        // nginx ends a word with its quote, and wants to see that it ends.
        return _at >= _text.Length || IsSpace(_text[_at]) || _text[_at] is ';' or '{' ? word.ToString() : throw new FormatException($"there is no space after the quote of '{Short(word.ToString())}'");
    }

    private string ReadBare()
    {
        var word = new StringBuilder();
        for (; _at < _text.Length && !IsSpace(_text[_at]) && _text[_at] != ';'; _at++)
        {
            if (_text[_at] == '{')
            {
                // ${name}: the one place where a brace belongs to a word.
                if (word.Length == 0 || word[^1] != '$') break;
                for (; _at < _text.Length && _text[_at] != '}'; _at++) word.Append(_text[_at]);
                if (_at >= _text.Length) throw new FormatException("a variable (${…}) has no '}' at its end");
            }
            else if (_text[_at] is '"' or '\'' or '}')
            {
                throw new FormatException($"'{_text[_at]}' in the middle of a word; put the whole word in quotes");
            }

            Append(word);
        }

        return word.ToString();
    }

    /// <summary>The letter here, or what it and a backslash before it stand for.</summary>
    private void Append(StringBuilder word)
    {
        var c = _text[_at];
        if (c == '\\' && _at + 1 < _text.Length)
        {
            c = _text[++_at];
            if (c is 'n' or 'r' or 't') throw new FormatException($"'\\{c}' would be a control character");
            if (c is not ('"' or '\'' or '\\')) word.Append('\\');
        }

        word.Append(c);
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static string Short(string word) => Formatting.Printable.Line(word.Length > 60 ? word[..60] + "…" : word);
}
