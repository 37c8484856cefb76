using System.Text;

namespace LyttleCluster.TestPeers;

/// <summary>Custom code as LyttleNGINX reads it: an allow-list, and rendered anew without comments.</summary>
internal sealed record SimulatedCustomCode(IReadOnlyList<SimulatedStatement> Statements)
{
    private static readonly string[] InServer = ["add_header", "client_max_body_size", "expires"];
    private static readonly string[] InLocation = [.. InServer, "alias", "autoindex", "default_type", "index", "return", "root", "try_files"];

    /// <summary>Whether nginx would say that there are two of them: the server's own leads to the upstream.</summary>
    public bool HasRootLocation => Statements.Any(statement => statement is { Name: "location", Words: ["/"] });

    public static SimulatedCustomCode Parse(string text)
    {
        var at = 0;
        var statements = Block(Tokens(text), ref at, isTop: true);
        Check(statements, isTop: true);
        return new SimulatedCustomCode(statements);
    }

    public string Render()
    {
        var text = new StringBuilder();
        foreach (var statement in Statements) Render(statement, "  ", text);
        return text.ToString().TrimEnd();
    }

    private static void Render(SimulatedStatement statement, string indent, StringBuilder text)
    {
        text.Append(indent).AppendJoin(' ', statement.Words.Prepend(statement.Name));
        if (statement.Block is null)
        {
            text.Append(";\n");
            return;
        }

        text.Append(" {\n");
        foreach (var inner in statement.Block) Render(inner, indent + "  ", text);
        text.Append(indent).Append("}\n");
    }

    private static void Check(IReadOnlyList<SimulatedStatement> statements, bool isTop)
    {
        foreach (var statement in statements)
        {
            if (statement.Block is { } block)
            {
                if (!isTop || statement.Name != "location") throw new SimulatedBadInput("NginxCustomCodeValidationError", $"Invalid nginx_custom_code: block \"{statement.Name}\" is not allowed in custom fragments");
                Check(block, isTop: false);
            }
            else if (!(isTop ? InServer : InLocation).Contains(statement.Name))
            {
                throw new SimulatedBadInput("NginxCustomCodeValidationError", $"Invalid nginx_custom_code: directive \"{statement.Name}\" is not allowed in {(isTop ? "server" : "location")}-level custom fragments");
            }
        }
    }

    private static List<SimulatedStatement> Block(List<string> tokens, ref int at, bool isTop)
    {
        var statements = new List<SimulatedStatement>();
        while (at < tokens.Count && tokens[at] != "}")
        {
            var words = new List<string>();
            while (at < tokens.Count && tokens[at] is not (";" or "{" or "}")) words.Add(tokens[at++]);
            if (words.Count == 0 || at == tokens.Count || tokens[at] == "}") throw Unfinished();
            if (tokens[at++] == ";")
            {
                statements.Add(new SimulatedStatement(words[0], words[1..], null));
                continue;
            }

            statements.Add(new SimulatedStatement(words[0], words[1..], Block(tokens, ref at, isTop: false)));
            if (at == tokens.Count) throw Unfinished();
            at++;
        }

        return isTop && at < tokens.Count ? throw Unfinished() : statements;
    }

    private static List<string> Tokens(string text)
    {
        var (tokens, word, quote) = (new List<string>(), new StringBuilder(), '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0' || (c is '"' or '\'' && word.Length == 0))
            {
                word.Append(c);
                quote = quote == '\0' ? c : c == quote && text[i - 1] != '\\' ? '\0' : quote;
            }
            else if (c == '#' && word.Length == 0)
            {
                while (i < text.Length && text[i] != '\n') i++;
            }
            else if (char.IsWhiteSpace(c) || c is ';' or '{' or '}')
            {
                if (word.Length > 0) tokens.Add(word.ToString());
                word.Clear();
                if (!char.IsWhiteSpace(c)) tokens.Add(c.ToString());
            }
            else
            {
                word.Append(c);
            }
        }

        if (word.Length > 0) tokens.Add(word.ToString());
        return quote == '\0' ? tokens : throw Unfinished();
    }

    private static SimulatedBadInput Unfinished() => new("NginxCustomCodeValidationError", "Invalid nginx_custom_code: unexpected end of custom fragment");
}

/// <summary>A directive, or a block of them.</summary>
internal sealed record SimulatedStatement(string Name, IReadOnlyList<string> Words, IReadOnlyList<SimulatedStatement>? Block);

/// <summary>What LyttleNGINX throws at bad input: with a kind it answers 500 and a stack trace, without one 400.</summary>
internal sealed class SimulatedBadInput(string? kind, params string[] messages) : Exception(messages[0])
{
    public string? Kind => kind;

    /// <summary>Several: they are a list in the answer.</summary>
    public object Said => messages.Length == 1 && !IsList ? messages[0] : messages;

    public bool IsList { get; init; }
}
