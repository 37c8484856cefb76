using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Keeps alerts quiet for a while, or ends that: they are shown, and nobody is told of them.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "ClusterAlert", DefaultParameterSetName = ByAlert, SupportsShouldProcess = true)]
[OutputType(typeof(ClusterAlert))]
public sealed class SuspendClusterAlertCommand : ConnectedCmdlet
{
    private const string ByAlert = "Alert";
    private const string ByRule = "Rule";
    private const string ByTarget = "Target";

    private readonly List<AlertIdentity> _alerts = [];

    /// <summary>The alerts: ClusterAlert objects.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByAlert, ValueFromPipeline = true)]
    [AlertArgument]
    [ValidateNotNullOrEmpty]
    public AlertIdentity[] Alert { get; set; } = [];

    /// <summary>Rules, wildcards allowed, whatever they are about unless <see cref="Target"/> says.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByRule)]
    [Parameter(Position = 0, ParameterSetName = ByTarget)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AlertRuleCompleter))]
    public string[] Rule { get; set; } = [];

    /// <summary>Objects such as container/web1/blog, wildcards allowed, whatever is wrong with them unless <see cref="Rule"/> says.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByTarget)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AlertTargetCompleter))]
    public string[] Target { get; set; } = [];

    /// <summary>Until when; local time unless it says otherwise.</summary>
    [Parameter]
    public DateTimeOffset? Until { get; set; }

    /// <summary>For how long from now on, e.g. 02:00:00.</summary>
    [Parameter]
    public TimeSpan? For { get; set; }

    /// <summary>Why, for whoever asks later.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <summary>End it: they are told of again.</summary>
    [Parameter]
    public SwitchParameter Clear { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var given = (Until is null ? 0 : 1) + (For is null ? 0 : 1) + (Clear ? 1 : 0);
        if (given != 1) Fail(given == 0 ? ModuleErrors.SuspensionTimeMissing() : ModuleErrors.SuspensionTimeAmbiguous());
        // A bare number is taken for the smallest part of a TimeSpan.
        if (For < TimeSpan.FromSeconds(1)) Fail(ModuleErrors.SuspensionTooShort());
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _alerts.AddRange(Alert);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        DateTimeOffset? until = Clear ? null : Until ?? TimeProvider.System.GetUtcNow() + For;
        var requests = ParameterSetName == ByAlert
            ? _alerts.Distinct().GroupBy(alert => alert.Rule).Select(same => new SuspendAlert { Rules = [same.Key], Targets = [.. same.Select(alert => alert.Target)] })
            : [new SuspendAlert { Rules = Rule, Targets = Target }];
        Change([.. requests.Select(request => request with { Until = until, Reason = Reason })], WriteObject);
    }
}
