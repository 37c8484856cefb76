using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Manager.Notifications;

/// <summary>Who is told of alerts, and how. Secrets are in files; here are their paths.</summary>
internal sealed record NotificationOptions
{
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];

    public MailOptions? Mail { get; init; }

    /// <summary>The CA that signed the certificates of webhooks and mail server (PEM); null: the machine's own trust.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The file that holds the address to be asked for as long as the manager is well; null: none.</summary>
    public string? HeartbeatUrlFile { get; init; }

    /// <exception cref="ClusterException">What is missing, or would not be safe.</exception>
    public static NotificationOptions From(IReadOnlyDictionary<string, Given> given)
    {
        var authority = Text(ManagerFlags.AlertCa);
        if (authority is not null) NotificationTls.Read(authority);
        return new NotificationOptions
        {
            Webhooks = WebhookOptions.From(given.GetValueOrDefault(ManagerFlags.AlertWebhook.Name)),
            Mail = MailOptions.From(given),
            AuthorityFile = authority,
            HeartbeatUrlFile = given.GetValueOrDefault(ManagerFlags.HeartbeatUrlFile.Name) is { } heartbeat ? Checked(heartbeat) : null,
        };

        string? Text(Flag flag) => given.GetValueOrDefault(flag.Name)?.Value;
    }

    private static string Checked(Given file)
    {
        SecretUrl.Read(file.Value);
        return file.Value;
    }
}

/// <summary>A webhook.</summary>
/// <param name="Name">What it is called in logs and metrics.</param>
/// <param name="Format">What is sent there.</param>
/// <param name="UrlFile">The file of mode 0600 that holds its address, which is a secret.</param>
internal sealed record WebhookOptions(string Name, WebhookFormat Format, string UrlFile)
{
    private const string Expected = "NAME=FORMAT:URLFILE, such as ops=slack:/etc/lyttle-cluster/slack.url, where FORMAT is json, slack or discord and NAME has 1 to 32 letters, digits, '-' or '_'";

    public static IReadOnlyList<WebhookOptions> From(Given? given)
    {
        if (given is null) return [];
        var hooks = given.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => Of(given with { Value = text })).ToList();
        return hooks.DistinctBy(hook => hook.Name, StringComparer.OrdinalIgnoreCase).Count() == hooks.Count && !hooks.Any(hook => hook.Name.Equals(MailOptions.Name, StringComparison.OrdinalIgnoreCase))
            ? hooks
            : throw CommandLineErrors.ValueInvalid(given, $"a list of webhooks with a name of its own each, none of them '{MailOptions.Name}'");
    }

    private static WebhookOptions Of(Given given)
    {
        if (given.Value.Split('=', 2) is not [var name, var rest] || rest.Split(':', 2) is not [var word, { Length: > 0 } file]) throw CommandLineErrors.ValueInvalid(given, Expected);
        if (name.Length is 0 or > 32 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')) throw CommandLineErrors.ValueInvalid(given, Expected);
        WebhookFormat? format = word switch { "json" => WebhookFormat.Json, "slack" => WebhookFormat.Slack, "discord" => WebhookFormat.Discord, _ => null };
        SecretUrl.Read(file);
        return new WebhookOptions(name, format ?? throw CommandLineErrors.ValueInvalid(given, Expected), file);
    }
}

/// <summary>What a webhook takes.</summary>
internal enum WebhookFormat
{
    /// <summary>Our own: everything by name.</summary>
    Json,

    /// <summary>Slack's incoming webhooks, and what takes the same (Mattermost, Rocket.Chat).</summary>
    Slack,

    /// <summary>Discord's webhooks.</summary>
    Discord,
}

/// <summary>Mail over SMTP.</summary>
internal sealed record MailOptions
{
    /// <summary>What it is called in logs and metrics.</summary>
    public const string Name = "mail";

    public required Uri Server { get; init; }

    public required string Sender { get; init; }

    public required IReadOnlyList<string> To { get; init; }

    public string? User { get; init; }

    /// <summary>The file of mode 0600 whose first line is the password.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>Whether TLS begins with the connection; else by STARTTLS.</summary>
    public bool IsImplicitTls => Server.Scheme == "smtps";

    public int Port => Server.Port > 0 ? Server.Port : IsImplicitTls ? 465 : 587;

    public static MailOptions? From(IReadOnlyDictionary<string, Given> given)
    {
        var to = given.GetValueOrDefault(ManagerFlags.AlertMail.Name);
        var others = new[] { ManagerFlags.AlertMailFrom, ManagerFlags.AlertMailServer, ManagerFlags.AlertMailUser, ManagerFlags.AlertMailPasswordFile };
        if (to is null)
        {
            var lost = others.FirstOrDefault(flag => given.ContainsKey(flag.Name));
            return lost is null ? null : throw NotificationErrors.MailIncomplete(ManagerFlags.AlertMail.Option);
        }

        var server = given.GetValueOrDefault(ManagerFlags.AlertMailServer.Name) ?? throw NotificationErrors.MailIncomplete(ManagerFlags.AlertMailServer.Option);
        var from = given.GetValueOrDefault(ManagerFlags.AlertMailFrom.Name) ?? throw NotificationErrors.MailIncomplete(ManagerFlags.AlertMailFrom.Option);
        var user = given.GetValueOrDefault(ManagerFlags.AlertMailUser.Name);
        var password = given.GetValueOrDefault(ManagerFlags.AlertMailPasswordFile.Name);
        if (user is null != password is null) throw NotificationErrors.MailIncomplete((user is null ? ManagerFlags.AlertMailUser : ManagerFlags.AlertMailPasswordFile).Option);
        if (password is not null) ReadPassword(password.Value);
        return new MailOptions
        {
            Server = ServerOf(server),
            Sender = Address(from),
            To = [.. to.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(text => Address(to with { Value = text }))],
            User = user?.Value,
            PasswordFile = password?.Value,
        };
    }

    /// <summary>The password: the whole first line of its file.</summary>
    public static string ReadPassword(string path)
    {
        PrivateFile.MustBeOwners(ManagerFlags.AlertMailPasswordFile.Option, path);
        var text = PrivateFile.ReadText(ManagerFlags.AlertMailPasswordFile.Option, path);
        return text.Split('\n', 2)[0].TrimEnd('\r');
    }

    private static Uri ServerOf(Given given) =>
        Uri.TryCreate(given.Value, UriKind.Absolute, out var uri) && uri is { Scheme: "smtp" or "smtps", Host.Length: > 0, UserInfo: "", PathAndQuery: "" or "/", Fragment: "" }
            ? uri
            : throw CommandLineErrors.ValueInvalid(given, "a mail server such as smtp://mail.example.com:587 (STARTTLS) or smtps://mail.example.com (TLS from the start)");

    private static string Address(Given given) => MailAddresses.IsOne(given.Value) ? given.Value : throw CommandLineErrors.ValueInvalid(given, "a mail address such as ops@example.com");
}
