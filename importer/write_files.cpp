#include "importer/write_files.hpp"

#include "importer/write_header.hpp"
#include "importer/write_safetensors.hpp"

#include <unistd.h>

#include <fstream>
#include <functional>

namespace constexplain::importer {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(fs::path const& path) {
    throw import_error(failure::output_not_written, path.string(), "a folder or a disk that does not take it",
                       "a writable folder with room for the parameters");
}

/// Files under passing names, which get their own when all are complete.
class file_set {
public:
    explicit file_set(fs::path folder) : folder_(std::move(folder)) {
        std::error_code failed;
        fs::create_directories(folder_, failed);
        if (failed || !fs::is_directory(folder_, failed)) refuse(folder_);
    }
    file_set(file_set const&) = delete;
    file_set& operator=(file_set const&) = delete;
    ~file_set() {
        std::error_code ignored;
        for (auto const& each : files_) fs::remove(passing(each), ignored);
    }

    void add(std::string const& name, std::function<void(std::ostream&)> const& write) {
        std::error_code failed;
        if (fs::exists(folder_ / name, failed) && !fs::is_regular_file(folder_ / name, failed))
            refuse(folder_ / name);
        files_.push_back(folder_ / name);
        std::ofstream stream(passing(files_.back()), std::ios::binary | std::ios::trunc);
        if (!stream) refuse(files_.back());
        write(stream);
        stream.close();
        if (!stream) refuse(files_.back());
    }
    std::vector<fs::path> commit() {
        for (auto const& each : files_) {
            std::error_code failed;
            fs::rename(passing(each), each, failed);
            if (failed) refuse(each);
        }
        return std::exchange(files_, {});
    }

private:
    static fs::path passing(fs::path const& path) { return path.string() + ".part" + std::to_string(getpid()); }

    fs::path folder_;
    std::vector<fs::path> files_;
};

}  // namespace

std::vector<fs::path> write_files(fs::path const& folder, network const& net, options const& wanted) {
    file_set files(folder);
    std::string const parameters = net.name + ".safetensors";
    size_t skip = 0;
    files.add(parameters, [&](std::ostream& out) { skip = write_safetensors(out, net); });
    if (wanted.parameters == storage::embedded) {
        files.add(net.name + "_embedded.S",
                  [&](std::ostream& out) { write_embedded_assembly(out, net, parameters, skip); });
        files.add(net.name + "_embedded.hpp", [&](std::ostream& out) { write_embedded_header(out, net); });
    }
    if (wanted.parameters == storage::arrays)
        files.add(net.name + "_arrays.hpp", [&](std::ostream& out) { write_arrays_header(out, net); });
    files.add(net.name + ".hpp", [&](std::ostream& out) { write_header(out, net, wanted); });
    return files.commit();
}

}  // namespace constexplain::importer
