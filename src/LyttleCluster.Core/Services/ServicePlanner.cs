using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LyttleCluster.Core.Services;

/// <summary>Says what a service consists of: its unit, its settings, its user. Only looks.</summary>
internal static partial class ServicePlanner
{
    /// <summary>What a unit with ProtectHome and PrivateTmp does not show to its service.</summary>
    private static readonly string[] Hidden = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"];

    /// <summary>Where an nginx writes when its configuration is tested and its agent's file is put there: /run has its process file, the others its logs and caches.</summary>
    private static readonly string[] OfNginx = ["/etc/nginx", "/run", "/var/log/nginx", "/var/lib/nginx", "/var/cache/nginx"];

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The plan for systemd.</summary>
    /// <exception cref="ClusterException">Something that was given cannot be used; the ErrorIds begin with <c>Service</c>.</exception>
    public static ServicePlan ForSystemd(ServiceInstall request)
    {
        var name = NameOf(request.Role, request.Name);
        var user = request.User ?? (request.Role == ServiceRole.Manager ? "lyttle-cluster" : "root");
        foreach (var one in request.Groups.Prepend(user)) if (!UserName().IsMatch(one)) throw ServiceControlErrors.UserInvalid(one);
        if (request.SettingsPath is not null && request.Settings.Count > 0) throw ServiceControlErrors.SettingsTwice();
        var program = ProgramOf(request);
        foreach (var (flag, path) in request.Credentials)
        {
            if (!FlagName().IsMatch(flag)) throw ServiceControlErrors.SettingInvalid(flag);
            MustBePlain($"--{flag}", path);
        }

        if (request.SettingsPath is { } given) MustBePlain("-SettingsPath", given);

        var settingsPath = request.SettingsPath ?? $"/etc/lyttle-cluster/{(request.Name is null ? request.Role.ToString().ToLowerInvariant() : name)}.json";
        var settings = request.SettingsPath is null ? WithDefaults(request, name) : ReadSettings(At(request.RootPath, settingsPath));
        var unit = SystemdUnit.Write(Describe(request, name, user, program, settingsPath, settings));
        var files = new List<ServiceFile> { FileAt(request.RootPath, UnitPath(name), unit) };
        if (request.SettingsPath is null) files.Add(FileAt(request.RootPath, settingsPath, Json(settings)));
        // Made by systemd-sysusers, which every way to set up a machine understands; one who is there already stays as they are.
        if (user is not "root") files.Add(FileAt(request.RootPath, $"/usr/lib/sysusers.d/{name}.conf", $"u {user} - \"LyttleCluster\" /var/lib/lyttle-cluster\n"));
        return new ServicePlan
        {
            Request = request,
            Files = files,
            Service = new ClusterService { Name = name, Role = request.Role, UnitPath = UnitPath(name), SettingsPath = settingsPath, User = user, Outcome = "Planned" },
        };
    }

    /// <summary>The name of a role's service.</summary>
    public static string NameOf(ServiceRole role, string? given)
    {
        var name = given ?? $"lyttle-cluster-{role.ToString().ToLowerInvariant()}";
        if (name.EndsWith(".service", StringComparison.Ordinal)) name = name[..^".service".Length];
        return ServiceName().IsMatch(name) ? name : throw ServiceControlErrors.NameInvalid(name);
    }

    public static string UnitPath(string name) => $"/etc/systemd/system/{name}.service";

    /// <summary>A path of the service's host, in the file system that is written to.</summary>
    public static string At(string root, string path) => root == "/" ? path : Path.Join(root, path);

    private static UnitDescription Describe(
        ServiceInstall request, string name, string user, string program, string settingsPath, Dictionary<string, object> settings) => new()
    {
        Role = request.Role,
        Name = name,
        User = user,
        Groups = request.Groups,
        Program = program,
        SettingsPath = settingsPath,
        StatePath = request.Role == ServiceRole.Manager ? settings.GetValueOrDefault("state") as string : null,
        Credentials = request.Credentials,
        Environment = EnvironmentOf(),
        Writable = request.Role == ServiceRole.Agent ? [.. OfNginx, .. FoldersOf(settings, "nginxConfig", "data")] : [.. FoldersOf(settings, "state", "logFile")],
        BindsLowPort = settings.GetValueOrDefault("listen") is string listen && Uri.TryCreate(listen, UriKind.Absolute, out var uri) && uri.Port is > 0 and < 1024,
        NginxInContainer = settings.ContainsKey("nginxContainer"),
        Reboots = settings.GetValueOrDefault("allowReboot") is true,
    };

    private static Dictionary<string, object> WithDefaults(ServiceInstall request, string name)
    {
        var settings = new Dictionary<string, object>(request.Settings, StringComparer.Ordinal);
        if (request.Role == ServiceRole.Manager) settings.TryAdd("state", request.Name is null ? "/var/lib/lyttle-cluster/state.db" : $"/var/lib/lyttle-cluster/{name}/state.db");
        else settings.TryAdd("data", request.Name is null ? "/var/lib/lyttle-cluster/agent" : $"/var/lib/lyttle-cluster/agent/{name}");
        return settings;
    }

    /// <summary>The folders of paths that are set, apart from what is the service's own anyway.</summary>
    private static IEnumerable<string> FoldersOf(IReadOnlyDictionary<string, object> settings, params string[] names) => names
        .Select(name => settings.GetValueOrDefault(name) as string)
        .OfType<string>()
        .Select(path => Path.GetDirectoryName(path)!)
        .Where(folder => !folder.StartsWith("/var/lib/lyttle-cluster", StringComparison.Ordinal) && !OfNginx.Contains(folder))
        .Distinct();

    // A .NET that is not where its host looks by itself is named by this variable.
    private static Dictionary<string, string> EnvironmentOf()
    {
        var found = new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0" };
        if (System.Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root) found["DOTNET_ROOT"] = root;
        return found;
    }

    private static string ProgramOf(ServiceInstall request)
    {
        var program = request.Program ?? ServiceProgram.Find();
        MustBePlain("the program", program);
        return Hidden.FirstOrDefault(folder => program.StartsWith(folder + "/", StringComparison.Ordinal)) is { } hidden && request.RootPath == "/"
            ? throw ServiceControlErrors.ProgramHidden(program, hidden)
            : program;
    }

    private static void MustBePlain(string setting, string path)
    {
        if (!Path.IsPathRooted(path) || path.Any(character => char.IsControl(character) || character == ':')) throw ServiceControlErrors.PathInvalid(setting, path);
    }

    private static ServiceFile FileAt(string root, string path, string text)
    {
        var file = At(root, path);
        try
        {
            return new ServiceFile(file, text, !File.Exists(file) || File.ReadAllText(file) != text);
        }
        catch (UnauthorizedAccessException)
        {
            return new ServiceFile(file, text, IsChanged: true);
        }
    }

    internal static string Json(IReadOnlyDictionary<string, object> settings)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Readable))
        {
            json.WriteStartObject();
            foreach (var (name, value) in settings.OrderBy(setting => setting.Key, StringComparer.Ordinal)) Write(json, name, value);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool truth:
                json.WriteBoolean(name, truth);
                break;
            case IEnumerable<string> texts:
                json.WriteStartArray(name);
                foreach (var text in texts) json.WriteStringValue(text);
                json.WriteEndArray();
                break;
            default:
                throw ServiceControlErrors.SettingInvalid(name);
        }
    }

    /// <summary>The operator's own settings, as far as the unit depends on them. What is wrong in them the service itself says.</summary>
    private static Dictionary<string, object> ReadSettings(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.EnumerateObject()
                .Where(property => property.Value.ValueKind is JsonValueKind.String or JsonValueKind.True)
                .ToDictionary(property => property.Name, property => property.Value.ValueKind == JsonValueKind.True ? (object)true : property.Value.GetString()!, StringComparer.Ordinal);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw ServiceControlErrors.SettingsUnreadable(path, failure.Message.TrimEnd('.'));
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"\A[a-z][a-z-]{0,63}\z")]
    private static partial Regex FlagName();

    [GeneratedRegex(@"\A[a-z_][a-z0-9_-]{0,31}\z")]
    private static partial Regex UserName();
}
