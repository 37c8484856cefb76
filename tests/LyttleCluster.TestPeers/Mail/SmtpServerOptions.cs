using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.TestPeers;

/// <summary>How a mail server behaves.</summary>
public sealed record SmtpServerOptions
{
    /// <summary>What it proves itself with; null: it speaks no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>TLS from the start of a connection instead of STARTTLS.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Who may log in; null: nobody has to.</summary>
    public (string User, string Password)? Login { get; init; }

    /// <summary>The login it offers: PLAIN, LOGIN, or something else.</summary>
    public string Mechanism { get; init; } = "PLAIN";

    /// <summary>Recipients that it refuses.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>What it answers to a whole mail.</summary>
    public string AfterData { get; set; } = "250 2.0.0 taken";

    /// <summary>What it says together with its answer to STARTTLS, before the encryption: as somebody on the way would.</summary>
    public string Injected { get; init; } = "";

    /// <summary>What it greets with; null: it never does.</summary>
    public string? Greeting { get; init; } = "220 peer ESMTP";
}
