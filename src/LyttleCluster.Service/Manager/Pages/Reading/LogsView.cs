using LyttleCluster.Service.Manager.Pages.Lists;

namespace LyttleCluster.Service.Manager.Pages.Reading;

/// <summary>The page of the manager's log.</summary>
/// <param name="Count">How many lines, in words.</param>
/// <param name="Lines">The lines, oldest first.</param>
/// <param name="Filters">What they were chosen by.</param>
/// <param name="Outputs">The same for programs.</param>
public sealed record LogsView(string Count, IReadOnlyList<LogLineView> Lines, IReadOnlyList<FilterView> Filters, IReadOnlyList<LinkView> Outputs);
