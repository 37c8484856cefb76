namespace LyttleCluster.Core.Alerts;

/// <summary>One kind of thing that can be wrong, and how patient its telling is.</summary>
/// <param name="Name">Its name, e.g. <c>NodeUnreachable</c>.</param>
/// <param name="Debounce">How long it must be so before anybody is told.</param>
/// <param name="Rest">How long it must not be so before it is over: a shorter pause is the same alert.</param>
internal sealed record AlertRule(string Name, TimeSpan Debounce, TimeSpan Rest)
{
    /// <summary>Whether it is told again, rarely, while it goes on.</summary>
    public bool Reminds { get; init; } = true;

    /// <summary>Whether it happened once and is not something that can be over: nobody is told of an end.</summary>
    public bool IsMoment { get; init; }
}

/// <summary>Every rule there is.</summary>
internal static class AlertRules
{
    public static readonly AlertRule NodeUnreachable = new("NodeUnreachable", Seconds(60), Seconds(10));
    public static readonly AlertRule NodeDegraded = new("NodeDegraded", Seconds(60), Seconds(30));
    public static readonly AlertRule NodeClockSkew = new("NodeClockSkew", Minutes(5), Minutes(5));

    /// <summary>Instead of one <see cref="NodeUnreachable"/> each, where many nodes went away together.</summary>
    public static readonly AlertRule ManyNodesUnreachable = new("ManyNodesUnreachable", Seconds(30), Seconds(30));

    public static readonly AlertRule DiskFull = new("DiskFull", Minutes(2), Minutes(10));

    /// <summary>A restart policy may have it running again before anybody needs to know.</summary>
    public static readonly AlertRule ContainerDied = new("ContainerDied", Seconds(15), TimeSpan.Zero) { Reminds = false };

    public static readonly AlertRule ContainerUnhealthy = new("ContainerUnhealthy", Seconds(60), Seconds(30));
    public static readonly AlertRule ContainerRestarting = new("ContainerRestarting", TimeSpan.Zero, Seconds(30));
    public static readonly AlertRule DomainDrifted = new("DomainDrifted", Minutes(1), TimeSpan.Zero);
    public static readonly AlertRule DomainFailed = new("DomainFailed", Seconds(30), TimeSpan.Zero);

    /// <summary>It is told at 30, 14, 7 and 1 days; reminders between would say nothing new.</summary>
    public static readonly AlertRule CertificateExpiring = new("CertificateExpiring", TimeSpan.Zero, TimeSpan.Zero) { Reminds = false };

    public static readonly AlertRule CertificateExpired = new("CertificateExpired", TimeSpan.Zero, TimeSpan.Zero);
    public static readonly AlertRule OperationFailed = new("OperationFailed", TimeSpan.Zero, TimeSpan.Zero) { Reminds = false, IsMoment = true };
    public static readonly AlertRule OperationInterrupted = new("OperationInterrupted", Seconds(60), TimeSpan.Zero);
    public static readonly AlertRule HistoryFailing = new("HistoryFailing", Seconds(30), Minutes(2));

    /// <summary>A target of notifications that takes none: nobody may be told of it there, but the page shows it.</summary>
    public static readonly AlertRule NotificationFailing = new("NotificationFailing", Minutes(5), TimeSpan.Zero);

    /// <summary>More is wrong than is kept.</summary>
    public static readonly AlertRule TooManyAlerts = new("TooManyAlerts", TimeSpan.Zero, Minutes(1));

    public static IReadOnlyList<AlertRule> All { get; } =
    [
        NodeUnreachable, NodeDegraded, NodeClockSkew, ManyNodesUnreachable, DiskFull,
        ContainerDied, ContainerUnhealthy, ContainerRestarting,
        DomainDrifted, DomainFailed, CertificateExpiring, CertificateExpired,
        OperationFailed, OperationInterrupted, HistoryFailing, NotificationFailing, TooManyAlerts,
    ];

    private static readonly Dictionary<string, AlertRule> ByName = All.ToDictionary(rule => rule.Name, StringComparer.Ordinal);

    /// <summary>The rule of that name; one of another version that this one does not know is told at once.</summary>
    public static AlertRule Of(string name) => ByName.GetValueOrDefault(name) ?? new AlertRule(name, TimeSpan.Zero, TimeSpan.Zero);

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    private static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);
}
