namespace LyttleCluster.TestPeers;

/// <summary>How one reload goes. What is not set goes well.</summary>
public sealed record SimulatedReload
{
    /// <summary>What nginx says against it; null: it succeeds.</summary>
    public string? Error { get; init; }

    /// <summary>The agent's name for the failure.</summary>
    public string Code { get; init; } = "ConfigurationInvalid";

    /// <summary>The agent's new lines of nginx's error log.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>Goes on only when this has completed: a reload that takes as long as the test likes.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>What becomes of the answer, once the reload is done.</summary>
    public LostReply Reply { get; init; }

    /// <summary>The request is lost before anything is done.</summary>
    public bool NeverArrives { get; init; }

    /// <summary>The server is started anew in the middle: nothing is done, no record of it is kept.</summary>
    public bool Restarts { get; init; }

    /// <summary>As an operation: it stays running for ever, as the crash of its process leaves it.</summary>
    public bool NeverEnds { get; init; }

    /// <summary>Two reloads that got into each other's way inside LyttleNGINX.</summary>
    public static SimulatedReload Collision(string code = "EEXIST") => new()
    {
        Error = code switch
        {
            "ENOTEMPTY" => "ENOTEMPTY: directory not empty, rmdir '/etc/nginx/runtime/releases/2026-11-21T04-42-33-370Z-http-bootstrap'",
            "ENOENT" => "ENOENT: no such file or directory, rename '/etc/nginx/runtime/.current' -> '/etc/nginx/runtime/current'",
            _ => "EEXIST: file already exists, symlink '/etc/nginx/runtime/releases/x' -> '/etc/nginx/runtime/.current'",
        },
        Code = "ReloadFailed",
    };

    /// <summary>`nginx -t` refuses.</summary>
    public static SimulatedReload Refused(string error = NginxWordings.DuplicateLocation) => new() { Error = error };

    /// <summary>The signal failed and the release from before was put back.</summary>
    public static SimulatedReload RolledBack() => new() { Error = NginxWordings.RolledBack, Code = "ReloadFailed" };

    /// <summary>nginx said nothing and kept the old configuration; only the agent notices.</summary>
    public static SimulatedReload NotTaken() => new()
    {
        Error = "nginx kept its configuration: [emerg] bind() to 127.0.0.1:8081 failed (98: Address already in use)",
        Code = "ReloadNotTaken",
        Log = ["2026/11/21 05:00:00 [emerg] 21#21: bind() to 127.0.0.1:8081 failed (98: Address already in use)"],
    };

    /// <summary>It is done, and the answer never comes.</summary>
    public static SimulatedReload ReplyLost(LostReply how = LostReply.Closed) => new() { Reply = how };
}

/// <summary>What becomes of an answer.</summary>
public enum LostReply
{
    /// <summary>It arrives.</summary>
    None,

    /// <summary>The connection is closed instead.</summary>
    Closed,

    /// <summary>Nothing ever comes.</summary>
    Silent,

    /// <summary>It ends in the middle of its body.</summary>
    Cut,

    /// <summary>A proxy in between gives up: its page with 504.</summary>
    GatewayPage,
}

/// <summary>Texts of nginx and LyttleNGINX as they were seen.</summary>
public static class NginxWordings
{
    public const string DuplicateLocation =
        "2026/11/21 04:42:33 [emerg] 21744#21744: duplicate location \"/\" in /etc/nginx/runtime/releases/2026-11-21T04-42-33-370Z-http-bootstrap/conf.d/4.conf:70\n"
        + "nginx: configuration file /etc/nginx/runtime/releases/2026-11-21T04-42-33-370Z-http-bootstrap/.validation-nginx.conf test failed\n";

    public const string RolledBack =
        "Activation of release 2026-11-21T04-51-02-132Z-http-bootstrap failed and was rolled back to 2026-11-21T04-50-29-705Z-ssl-activation: nginx: [error] injected reload failure\n";

    public const string RollbackFailed =
        "Activation of release 2026-11-21T04-51-02-132Z-http-bootstrap failed (nginx: [error] open() \"/run/nginx.pid\" failed (2: No such file or directory)) "
        + "and rollback to 2026-11-21T04-50-29-705Z-ssl-activation also failed: nginx: [error] open() \"/run/nginx.pid\" failed (2: No such file or directory)\n";
}
