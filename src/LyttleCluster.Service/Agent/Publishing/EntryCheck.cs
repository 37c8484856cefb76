using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Service.Agent.Nginx.Publishing;

namespace LyttleCluster.Service.Agent.Publishing;

/// <summary>What this node has to say about entries that are right by themselves: names, redirects, folders, certificates.</summary>
internal sealed class EntryCheck(AllowedFolders roots, Certificates certificates)
{
    private const string RootCode = "RootNotAllowed";

    /// <summary>The certificates that entries may have, for one plan.</summary>
    public FoundCertificates LookForCertificates() => certificates.Look();

    /// <summary>What is wrong with the entries that were set, among all there are to be.</summary>
    public IReadOnlyList<PublishProblem> Problems(EntrySet all, IReadOnlyList<EntryRow> set, FoundCertificates found)
    {
        var index = set.Select((row, at) => (row.Id, at)).ToDictionary(pair => pair.Id, pair => pair.at);
        var problems = new List<PublishProblem>();
        foreach (var row in set) problems.AddRange(OfNode(row.Entry, found).Select(problem => new PublishProblem(index[row.Id], row.Id, problem.Field, problem.Code, problem.Message)));
        NginxEntry[] entries = [.. all.Rows.Select(row => row.Entry)];
        foreach (var (later, earlier, name, other) in NginxEntryRules.Conflicts(entries))
        {
            var (one, two) = index.ContainsKey(all.Rows[later].Id) ? (all.Rows[later], all.Rows[earlier]) : (all.Rows[earlier], all.Rows[later]);
            if (!index.TryGetValue(one.Id, out var at)) continue;
            var words = name == other ? $"'{name}' is a name of entry {two.Id} already" : $"'{name}' and '{other}' of entry {two.Id} overlap";
            problems.Add(new PublishProblem(at, one.Id, "domains", "DomainNameTaken", $"{words}. A name belongs to one entry."));
        }

        foreach (var loop in NginxEntryRules.RedirectLoops(entries))
        {
            if (loop.Select(at => all.Rows[at]).FirstOrDefault(row => index.ContainsKey(row.Id)) is not { } row) continue;
            var way = string.Join(" → ", loop.Append(loop[0]).Select(at => all.Rows[at].Entry.Names[0]));
            problems.Add(new PublishProblem(index[row.Id], row.Id, "redirectTo", "DomainRedirectLoop", $"The redirects lead in a circle: {way}. Let one of them lead elsewhere."));
        }

        return problems;
    }

    /// <summary>What lies outside of the folders that are named now. All else about entries that were live once is for nginx to say: an undo must not fail for a certificate's age.</summary>
    public IReadOnlyList<PublishProblem> NotAllowed(IReadOnlyList<EntryRow> rows, FoundCertificates found) =>
    [
        .. rows.SelectMany(row => OfNode(row.Entry, found).Where(problem => problem.Code is RootCode or Certificates.NotAllowedCode).Select(problem => new PublishProblem(-1, row.Id, problem.Field, problem.Code, problem.Message))),
    ];

    /// <summary>What has to be said of entries that are taken all the same.</summary>
    public IEnumerable<string> Warnings(IEnumerable<EntryRow> set, FoundCertificates found) => set.Select(row => certificates.Warning(row.Entry, found)).OfType<string>();

    private IEnumerable<(string Field, string Code, string Message)> OfNode(NginxEntry entry, FoundCertificates found)
    {
        if (entry is { Kind: NginxEntryKind.Root, Root: { } root } && !roots.Allow(root)) yield return NotAllowed("root", root);
        foreach (var path in CustomConfiguration.PathsOf(entry).Where(path => !roots.Allow(path))) yield return NotAllowed("nginxCustomCode", path);
        foreach (var problem in certificates.Problems(entry, found)) yield return problem;
    }

    private (string Field, string Code, string Message) NotAllowed(string field, string path) =>
        (field, RootCode, $"{path} does not lie in a folder that may be served ({(roots.Folders.Count == 0 ? "none is named" : string.Join(", ", roots.Folders))}). Put it there, or start the agent with --root FOLDER.");
}
