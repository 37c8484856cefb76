using System.Text;

namespace LyttleCluster.Service.Agent.Nginx.Configuration;

/// <summary>
/// Reads nginx's configuration language, as far as it takes to find directives: words, quotes, comments, blocks, includes. It never
/// refuses a text: whether it is right is for <c>nginx -t</c> to say.
/// </summary>
internal sealed class NginxConfigurationReader
{
    private const int DeepestInclude = 32;
    private readonly ConfigurationFiles? _files;
    private readonly string _text;
    private readonly int _depth;
    private int _at;

    private NginxConfigurationReader(ConfigurationFiles? files, string text, int depth) => (_files, _text, _depth) = (files, text, depth);

    /// <summary>The whole configuration as one block, includes put in; the <c>include</c> directives themselves stay too.</summary>
    public static NginxDirective Read(ConfigurationFiles files) =>
        new("", [], new NginxConfigurationReader(files, files.Main, 0).ReadBlock());

    /// <summary>One text as a block, without what it includes.</summary>
    public static NginxDirective Read(string text) => new("", [], new NginxConfigurationReader(null, text, 0).ReadBlock());

    /// <summary>Every <c>include</c> of one text, at whatever depth, in order.</summary>
    public static IReadOnlyList<IncludeDirective> Includes(string text)
    {
        var reader = new NginxConfigurationReader(null, text, 0);
        var found = new List<IncludeDirective>();
        var words = new List<string>();
        var start = 0;
        while (reader.Next() is { } token)
        {
            if (words.Count == 0) start = token.At;
            if (token.Kind == 'w')
            {
                words.Add(token.Text);
                continue;
            }

            if (token.Kind == ';' && words is ["include", var pattern]) found.Add(new IncludeDirective(start, reader._at, pattern));
            if (token.Kind == '{' && words is [var name, ..] && IsForeign(name)) reader.SkipForeignBlock();
            words.Clear();
        }

        return found;
    }

    private List<NginxDirective> ReadBlock()
    {
        var directives = new List<NginxDirective>();
        var words = new List<string>();
        while (Next() is { } token)
        {
            switch (token)
            {
                case { Kind: '}' }:
                    return directives;
                case { Kind: 'w' }:
                    words.Add(token.Text);
                    break;
                case var end when words.Count > 0:
                    directives.Add(Make(words, end.Kind == '{'));
                    directives.AddRange(Included(directives[^1]));
                    words.Clear();
                    break;
            }
        }

        return directives;
    }

    private NginxDirective Make(List<string> words, bool hasBlock)
    {
        var name = words[0];
        string[] arguments = [.. words.Skip(1)];
        if (!hasBlock) return new NginxDirective(name, arguments, []);
        if (!IsForeign(name)) return new NginxDirective(name, arguments, ReadBlock());
        SkipForeignBlock();
        return new NginxDirective(name, arguments, []);
    }

    private static bool IsForeign(string name) => name.EndsWith("_by_lua_block", StringComparison.Ordinal);

    private IEnumerable<NginxDirective> Included(NginxDirective directive) =>
        _files is not null && directive is { Name: "include", Value: { } pattern } && _depth < DeepestInclude
            ? _files.Matching(pattern).SelectMany(file => new NginxConfigurationReader(_files, file.Text, _depth + 1).ReadBlock())
            : [];

    /// <summary>Lua up to the closing brace of its block: braces in its texts and comments do not count.</summary>
    private void SkipForeignBlock()
    {
        for (var open = 1; _at < _text.Length && open > 0; _at++)
        {
            switch (_text[_at])
            {
                case '{':
                    open++;
                    break;
                case '}':
                    open--;
                    break;
                case '"' or '\'':
                    Quoted(_text[_at]);
                    _at--;
                    break;
                case '-' when _at + 1 < _text.Length && _text[_at + 1] == '-':
                    SkipLine();
                    break;
            }
        }
    }

    private Token? Next()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (char.IsWhiteSpace(c)) _at++;
            else if (c == '#') SkipLine();
            else if (c is '{' or '}' or ';') return new Token(c, _at++, "");
            else return new Token('w', _at, c is '"' or '\'' ? Quoted(c) : Word());
        }

        return null;
    }

    private void SkipLine()
    {
        var end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end;
    }

    private string Quoted(char quote)
    {
        var word = new StringBuilder();
        for (_at++; _at < _text.Length && _text[_at] != quote; _at++)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length && (_text[_at + 1] is '\\' || _text[_at + 1] == quote)) _at++;
            word.Append(_text[_at]);
        }

        _at++;
        return word.ToString();
    }

    private string Word()
    {
        var word = new StringBuilder();
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            var opensVariable = c == '{' && word.Length > 0 && word[^1] == '$';
            if (opensVariable)
            {
                for (; _at < _text.Length && _text[_at] != '}'; _at++) word.Append(_text[_at]);
                if (_at < _text.Length) word.Append('}');
                continue;
            }

            if (char.IsWhiteSpace(c) || c is ';' or '{') break;
            if (c == '\\' && _at + 1 < _text.Length) word.Append(_text[_at++]);
            word.Append(_text[_at]);
        }

        return word.ToString();
    }

    private sealed record Token(char Kind, int At, string Text);
}
