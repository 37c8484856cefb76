using System.Diagnostics;

namespace LyttleCluster.ManagerTests.Access;

/// <summary>A folder of certificates that the real openssl made: what the manager meets in the field is not made by .NET.</summary>
internal sealed class OpenSsl : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lyttle-openssl-");

    public string Folder => _folder.FullName;

    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>A CA of its own: <c>NAME.pem</c> and <c>NAME.key</c>.</summary>
    public void Authority(string name, string? signedBy = null, string? commonName = null)
    {
        Key(name);
        Write($"{name}.ext", "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n");
        Request(name, $"/CN={commonName ?? name}");
        Sign(name, signedBy, "3650");
    }

    /// <summary>A client certificate with the extensions of the fleet-manager.</summary>
    public void User(string name, string signedBy, string? methods = null, string? groups = null, string usage = "clientAuth", string? subject = null, string? more = null, params string[] times)
    {
        Key(name);
        var text = $"basicConstraints=critical,CA:FALSE\nextendedKeyUsage={usage}\nauthorityKeyIdentifier=keyid\n{more}\n";
        var sections = "";
        foreach (var (oid, section, list) in new[] { ("1.3.6.1.4.1.9586.100.7.1", "methods", methods), ("1.3.6.1.4.1.9586.100.7.2", "groups", groups) })
        {
            if (list is null) continue;
            text += $"{oid}=ASN1:SEQUENCE:{section}\n";
            sections += $"[{section}]\n" + string.Concat(list.Split(' ').Select((value, index) => $"item{index}=UTF8String:{value}\n"));
        }

        Write($"{name}.ext", text + sections);
        Request(name, subject ?? $"/CN={name}");
        Sign(name, signedBy, times.Length == 0 ? "30" : null, times);
    }

    /// <summary>A certificate to serve with, for 127.0.0.1 and localhost.</summary>
    public void Server(string name, string signedBy)
    {
        Key(name);
        Write($"{name}.ext", "basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n");
        Request(name, $"/CN={name}");
        Sign(name, signedBy, "30");
    }

    public void Append(string file, params string[] others) => File.AppendAllText(PathOf(file), string.Concat(others.Select(other => File.ReadAllText(PathOf(other)))));

    public string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"openssl {string.Join(' ', arguments)}: {errors.Result}");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Key(string name)
    {
        Run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", $"{name}.key");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(PathOf($"{name}.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void Request(string name, string subject) => Run("req", "-new", "-key", $"{name}.key", "-subj", subject, "-out", $"{name}.csr");

    private void Sign(string name, string? signedBy, string? days, params string[] times)
    {
        if (days is null)
        {
            SignForTimes(name, signedBy!, times[0], times[1]);
            return;
        }

        string[] signer = signedBy is null ? ["-key", $"{name}.key"] : ["-CA", $"{signedBy}.pem", "-CAkey", $"{signedBy}.key", "-CAcreateserial"];
        Run(["x509", "-req", "-in", $"{name}.csr", .. signer, "-extfile", $"{name}.ext", "-days", days, "-out", $"{name}.pem"]);
    }

    // openssl x509 takes whole days from now alone; openssl ca takes any times, and wants files to keep its records in.
    private void SignForTimes(string name, string signedBy, string from, string until)
    {
        Write("ca.cnf", "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial.txt\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\ncommonName=optional\n");
        Write("index.txt", "");
        if (!File.Exists(PathOf("serial.txt"))) Write("serial.txt", "5000\n");
        Run("ca", "-batch", "-notext", "-preserveDN", "-config", "ca.cnf", "-in", $"{name}.csr", "-cert", $"{signedBy}.pem", "-keyfile", $"{signedBy}.key", "-startdate", from, "-enddate", until, "-extfile", $"{name}.ext", "-out", $"{name}.pem");
    }

    private void Write(string file, string text) => File.WriteAllText(PathOf(file), text);
}
